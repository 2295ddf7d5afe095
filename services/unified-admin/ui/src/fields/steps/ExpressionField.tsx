import { Textarea } from "@mantine/core";
import { useState } from "react";
import type { Agent, Attribute } from "../../api/documents";
import { examine } from "../../expression/evaluate";
import { parse, Unreadable, type Expression } from "../../expression/parse";
import { print } from "../../expression/print";
import { useApp } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Alert } from "../../shell/icons";
import { Builder } from "./Builder";

interface Props {
  value: string;
  change: (text: string) => void;
  attributes: readonly Attribute[];
  agents: readonly Agent[];
  ready: boolean;
  error: string | null;
  /** Expressions of steps before this one, where their agents stay in the race. */
  earlier: readonly string[];
}

/** One expression, as blocks and as text; whichever is edited, the other follows. */
export function ExpressionField({ value, change, attributes, agents, ready, error, earlier }: Props) {
  const { t } = useApp();
  // The builder's own tree, as long as the text is the one it made: a group of one is a group there, but not in the text.
  const [made, setMade] = useState<{ text: string; tree: Expression } | null>(null);
  let tree: Expression | null = made?.text === value ? made.tree : null;
  let column: number | null = null;
  if (!tree) {
    try {
      tree = parse(value);
    } catch (fault) {
      column = fault instanceof Unreadable ? fault.column : 1;
    }
  }
  const told = /at column (\d+)/.exec(error ?? "");
  const at = told?.[1] ? Number(told[1]) : column;
  return (
    <div className="expression">
      {tree ? (
        <Builder
          expression={tree}
          attributes={attributes}
          change={(next) => {
            const text = print(next);
            setMade({ text, tree: next });
            change(text);
          }}
        />
      ) : (
        <p className="note">
          <Alert size={16} /> {t("onlyText")}
        </p>
      )}
      <Textarea
        label={t("asText")}
        size="xs"
        dir="ltr"
        className="mono"
        spellCheck={false}
        autosize
        minRows={1}
        value={value}
        error={error ?? (column !== null ? t("faultAtColumn", { column }) : undefined)}
        onChange={(event) => change(event.currentTarget.value)}
      />
      {at !== null && (error !== null || column !== null) && <Position text={value} column={at} />}
      {ready && error === null && <Advice text={value} attributes={attributes} agents={agents} earlier={earlier} />}
    </div>
  );
}

/** The place of the fault within the text. */
function Position({ text, column }: { text: string; column: number }) {
  const before = text.slice(0, column - 1);
  const here = text.slice(column - 1, column);
  return (
    <pre className="position" dir="ltr" aria-hidden="true">
      {before}
      <mark>{here === "" ? "▏" : here}</mark>
      {text.slice(column)}
    </pre>
  );
}

function Advice({ text, attributes, agents, earlier }: Pick<Props, "attributes" | "agents" | "earlier"> & { text: string }) {
  const { t } = useApp();
  const { unknown, agents: fit } = examine(text, agents, attributes);
  if (fit === null) return null;
  const before = new Set(earlier.flatMap((other) => examine(other, agents, attributes).agents ?? []));
  const names = fit.slice(0, 5).map(({ name }) => name);
  return (
    <div className="advice" aria-live="polite">
      {unknown.map((name) => (
        <p key={name} className="warning">
          <Alert size={16} /> <span>{t("unknownAttribute", { name })} </span>
          <Go to="attributes/new">{t("makeAttribute")}</Go>
        </p>
      ))}
      {fit.length === 0 ? (
        <p className="warning">
          <Alert size={16} /> <span>{t(agents.length === 0 ? "noAgentsYet" : before.size > 0 ? "stepAddsNobody" : "stepMatchesNobody")} </span>
          <Go to={agents.length === 0 ? "users/new" : "skills"}>{t(agents.length === 0 ? "makeUser" : "toSkills")}</Go>
        </p>
      ) : (
        <p className="faint">
          {t("qualify", { count: fit.length, names: names.join(", ") })}
          {fit.length > names.length && ` ${t("andMore", { count: fit.length - names.length })}`}
        </p>
      )}
    </div>
  );
}
