/** An explanation as routing-engine gives it: a sentence for agents, everything for supervisors. */
import type { Key, Translate } from "../../text/translate";

export interface Obstacle {
  kind: string;
  failed?: { step: number; terms: { term: string; has: number | null }[] }[];
}

export interface Case {
  id: string;
  name: string;
  load?: number;
  limit?: number;
  obstacles?: Obstacle[];
}

export interface Why {
  at: string;
  taskId?: string;
  sentence?: string;
  choice: { id: string; name: string } | null;
  candidates: Case[];
  ruledOut: Case[];
  ruledOutCount: number;
  rivalCount: number;
}

export interface Explained {
  sentence: string;
  waiting?: Why | null;
  decisions?: Why[];
  ended?: { waiting: Why | null } | null;
}

/** The parts of a story, newest first: where it stands, its end, every offer. */
export function parts(explained: Explained): { key: string; kind: "now" | "end" | "offer"; why: Why }[] {
  const now = explained.waiting ? [{ key: "now", kind: "now" as const, why: explained.waiting }] : [];
  const end = explained.ended?.waiting ? [{ key: "end", kind: "end" as const, why: explained.ended.waiting }] : [];
  const offers = [...(explained.decisions ?? [])].reverse().map((why, n) => ({ key: why.taskId ?? String(n), kind: "offer" as const, why }));
  return [...now, ...end, ...offers];
}

const KNOWN = new Set([
  ...["NOT_NAMED", "PULLED", "NO_DOMAIN", "LOGGED_OUT", "NOT_READY", "PRESENCE_UNKNOWN", "DOMAIN_OFF", "NO_ROOM"],
  ...["NO_BUDGET", "INTERRUPTED", "STEPS", "EXCLUDED", "TAKES_PART", "SENDER", "COOLING_OFF"],
]);

/** What rules an agent out, in words; a kind nobody taught us is shown as it is. */
export const verdict = (obstacle: Obstacle, t: Translate): string =>
  KNOWN.has(obstacle.kind) ? t(`ob${obstacle.kind}` as Key) : obstacle.kind;

/** The terms that were not met, with what the agent has instead. */
export function terms(obstacle: Obstacle, t: Translate): string[] {
  return (obstacle.failed ?? []).flatMap(({ step, terms: failed }) =>
    failed.map(({ term, has }) => {
      const words = has === null ? t("whyTermNone", { term }) : t("whyTerm", { term, has });
      return `${t("whyStep", { step })}: ${words}`;
    }),
  );
}
