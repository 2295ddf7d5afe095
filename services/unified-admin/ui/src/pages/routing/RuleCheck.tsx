import { useEffect, useState } from "react";
import type { Draft, Queue } from "../../api/documents";
import { sendable } from "../../kinds/queues";
import { useApp } from "../../kit/AppContext";
import { Problem } from "../../auth";
import { explain } from "../../kit/States";
import type { Translate } from "../../text/translate";
import type { Finding } from "./findings";
import { FindingList } from "./FindingList";

interface Checked {
  violations: { field: string; message: string }[];
  findings: Finding[];
  steps: { matching: number; added: number }[];
}
const PAUSE = 500;
/** A queue that is not saved yet has to be called something. */
const NEW = "new";

/** What would be wrong with the queue as it stands in the form; asked once typing pauses. */
export function RuleCheck({ draft, id }: { draft: Record<string, unknown>; id: string | null }) {
  const { t, api } = useApp();
  const [checked, setChecked] = useState<Checked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [incomplete, setIncomplete] = useState(false);
  const body = JSON.stringify(sendable({ name: "", ...draft } as unknown as Draft<Queue>));
  useEffect(() => {
    let over = false;
    const timer = setTimeout(() => {
      api.post(`/routing-engine/v1/queues/${encodeURIComponent(id ?? NEW)}/check`, JSON.parse(body)).then(
        (answer) => {
          if (over) return;
          setChecked(answer as Checked);
          setIncomplete(false);
          setProblem(null);
        },
        (error: unknown) => {
          if (over) return;
          // A field that is empty for the moment is nothing to shout about.
          const half = error instanceof Problem && (error.status === 400 || error.status === 422);
          setIncomplete(half);
          setProblem(half ? null : explain(error, t));
        },
      );
    }, PAUSE);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [api, body, id, t]);

  const nameless = checked?.violations.filter(({ field }) => field !== "name") ?? [];
  const fine = checked !== null && checked.findings.length === 0 && nameless.length === 0;
  return (
    <section className="card quiet rule-check">
      <h2>{t("ruleCheck")}</h2>
      <p className="faint small">{t("ruleCheckHint")}</p>
      <div role="status" className="stack">
        {incomplete && <p className="faint">{t("ruleCheckWait")}</p>}
        {!incomplete && fine && <p className="fine">{t("ruleCheckFine")}</p>}
        {!incomplete && nameless.length > 0 && (
          <ul className="findings">
            {nameless.map(({ field, message }) => (
              <li key={field} data-severity="FAULT">
                <span className="badge" data-bad="true">
                  {t("ruleFault")}
                </span>
                <span className="grow">{inStep(field, message, t)}</span>
              </li>
            ))}
          </ul>
        )}
        {!incomplete && checked && checked.findings.length > 0 && <FindingList findings={checked.findings} of={id ?? NEW} />}
      </div>
      {problem && (
        <p className="problem" role="alert">
          {problem}
        </p>
      )}
      {!incomplete && checked && checked.steps.length > 0 && (
        <ol className="reach">
          {checked.steps.map(({ matching, added }, n) => (
            <li key={n}>{t("ruleReach", { n: n + 1, matching, added })}</li>
          ))}
        </ol>
      )}
    </section>
  );
}

/** Of a step by its number, as the form shows it; of anything else by the field's own name. */
function inStep(field: string, message: string, t: Translate): string {
  const step = /^steps\[(\d+)\](?:\.(\w+))?$/.exec(field);
  if (!step) return `${field}: ${message}`;
  return t("ruleAt", { n: Number(step[1]) + 1, what: step[2] === "considerIf" ? `${t("considerIf")}: ${message}` : message });
}
