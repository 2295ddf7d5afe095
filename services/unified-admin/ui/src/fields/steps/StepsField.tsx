import { NumberInput, TextInput } from "@mantine/core";
import type { QueueStep } from "../../api/documents";
import { useApp, useShelves } from "../../kit/AppContext";
import { messageFor, within } from "../../kit/check";
import type { CustomProps } from "../../kit/kind";
import { Rows } from "../Rows";
import { ExpressionField } from "./ExpressionField";

/** Who is asked first, who next, and after how long. */
export default function StepsField({ value, change, draft, violations }: CustomProps) {
  const { t } = useApp();
  const { attributes, agents } = useShelves("attributes", "agents");
  const steps = (Array.isArray(value) ? value : []) as QueueStep[];
  return (
    <>
      <Rows<QueueStep>
        items={steps}
        change={change}
        blank={() => ({ waitSeconds: 0, expression: "true" })}
        title={(_, n) => t(n === 0 ? "stepFirst" : "stepNth", { n: n + 1, after: steps.slice(0, n).reduce((sum, { waitSeconds }) => sum + waitSeconds, 0) })}
        addLabel={t("addStep")}
        least={1}
        most={10}
      >
        {(step, put, n) => {
          const wrong = within(violations, `[${n}]`);
          return (
            <div className="stack">
              <ExpressionField
                value={step.expression}
                change={(expression) => put({ ...step, expression })}
                attributes={attributes.items}
                agents={agents.items}
                ready={attributes.status === "ready" && agents.status === "ready"}
                error={messageFor(wrong, "expression")}
                earlier={draft.stepMode === "REPLACE" ? [] : steps.slice(0, n).map(({ expression }) => expression)}
              />
              {n < steps.length - 1 && (
                <TextInput
                  label={t("considerIf")}
                  description={t("considerIfHint")}
                  dir="ltr"
                  autoComplete="off"
                  spellCheck={false}
                  value={step.considerIf ?? ""}
                  error={messageFor(wrong, "considerIf")}
                  onChange={(event) => put({ ...step, considerIf: event.currentTarget.value })}
                />
              )}
              {n < steps.length - 1 && (
                <NumberInput
                  className="number"
                  label={t("waitSeconds")}
                  min={0}
                  max={86_400}
                  suffix={` ${t("seconds")}`}
                  allowDecimal={false}
                  value={step.waitSeconds}
                  error={messageFor(wrong, "waitSeconds")}
                  onChange={(next) => put({ ...step, waitSeconds: Number(next) })}
                />
              )}
            </div>
          );
        }}
      </Rows>
      {messageFor(violations.filter(({ field }) => field === ""), "") && <p className="problem">{messageFor(violations, "")}</p>}
    </>
  );
}
