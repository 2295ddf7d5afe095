import { useCallback, useEffect, useState } from "react";
import type { Documents, KindName } from "../api/documents";
import { KIND_NAMES } from "../api/documents";
import { KINDS } from "../kinds";
import { useApp, useShelves } from "./AppContext";
import { Go } from "./Go";
import type { AnyKind, Doc } from "./kind";
import { namedInRules, rulesName } from "./rulesText";
import { namesOf, usesOf, type Use } from "./uses";

/** Agents are the routing side of users: people know them as users. */
const shownAs = ({ kind, id }: Use): Use => ({ kind: kind === "agents" ? "users" : kind, id });

export interface Uses {
  uses: Use[];
  /** Whether rules of one's own name it. */
  rules: boolean;
  /** Only once everything was read: a shelf that failed may hold a use. */
  known: boolean;
  /** What could not be read, as people call it. */
  unread: string[];
  read: () => void;
}

export function useUses(kind: AnyKind, document: Doc): Uses {
  const { t, library } = useApp();
  const shelves = useShelves(...KIND_NAMES);
  const text = useRulesText(namedInRules(kind.name));
  const stored = document as unknown as Documents[KindName];
  const failed = KIND_NAMES.filter((name) => shelves[name].status === "failed");
  return {
    uses: usesOf(kind.name, stored, shelves),
    rules: rulesName(kind.name, namesOf(kind.name, stored), text.yaml ?? ""),
    known: KIND_NAMES.every((name) => shelves[name].status === "ready") && text.yaml !== null,
    unread: [...failed.map((name) => t(KINDS[name].many)), ...(text.failed ? [t("rules")] : [])],
    read: () => {
      for (const name of failed) void library.read(name);
      text.read();
    },
  };
}

/** One's own rules as they are written; empty where there are none, or where none can name it. */
function useRulesText(needed: boolean): { yaml: string | null; failed: boolean; read: () => void } {
  const { api } = useApp();
  const [yaml, setYaml] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const read = useCallback(() => {
    if (!needed) return;
    setFailed(false);
    api.get("/conversation-controller/v1/rules").then(
      (rules) => {
        const { source, yaml: text } = rules as { source: string; yaml: string };
        setYaml(source === "tenant" ? text : "");
      },
      () => setFailed(true),
    );
  }, [api, needed]);
  useEffect(read, [read]);
  return { yaml: needed ? yaml : "", failed, read };
}

export function UseList({ uses, rules }: { uses: readonly Use[]; rules: boolean }) {
  const { t } = useApp();
  const shelves = useShelves();
  return (
    <ul className="uses">
      {uses.slice(0, 30).map((use) => {
        const { kind, id } = shownAs(use);
        const item = (shelves[kind].items as unknown as Doc[]).find((one) => one.id === id);
        return (
          <li key={`${use.kind}/${id}`}>
            <span className="faint">{t(KINDS[kind].one)}</span>{" "}
            <Go to={`${kind}/${encodeURIComponent(id)}`}>
              <bdi>{item ? KINDS[kind].nameOf(item) : id}</bdi>
            </Go>
          </li>
        );
      })}
      {rules && (
        <li>
          <Go to="rules">{t("rules")}</Go>
        </li>
      )}
      {uses.length > 30 && <li className="faint">{t("andMore", { count: uses.length - 30 })}</li>}
    </ul>
  );
}

export function UsedBy({ kind, document }: { kind: AnyKind; document: Doc }) {
  const { t } = useApp();
  const { uses, rules } = useUses(kind, document);
  if (uses.length === 0 && !rules) return null;
  return (
    <section className="card quiet">
      <h2>{t("usedBy")}</h2>
      <UseList uses={uses} rules={rules} />
    </section>
  );
}
