/** Why a request waits and why its offers went to whom they went, as the owner tells it; the sentences are made here, in the reader's language. */
import type { Key, Translate } from "../../text/translate";

interface Named {
  id: string;
  name: string;
}
export interface Obstacle {
  kind: string;
  failed?: { step: number; terms: { term: string; has: number | null }[] }[];
  laterStep?: number | null;
  until?: string | null;
  by?: Named[];
}
export interface Case extends Named {
  attributes: Record<string, number>;
  load?: number;
  limit?: number;
  rank?: { step: number; spread: number; availableSince: string } | null;
  obstacles?: Obstacle[];
}
export interface Table {
  at: string;
  request: { step: number; nextStepAt: string | null; priority: number; enqueuedAt: string };
  queue: Named & { steps: unknown[] };
  position: number | null;
  choice: Named | null;
  tieBreak: string | null;
  candidates: Case[];
  ruledOut: Case[];
  ruledOutCount: number;
  tally: Record<string, number>;
}
export interface Story {
  requestId: string;
  waiting: Table | null;
  decisions: (Table & { taskId: string })[];
}

const OBSTACLES: Readonly<Record<string, Key>> = {
  NOT_NAMED: "obNOT_NAMED",
  PULLED: "obPULLED",
  NO_DOMAIN: "obNO_DOMAIN",
  LOGGED_OUT: "obLOGGED_OUT",
  NOT_READY: "obNOT_READY",
  PRESENCE_UNKNOWN: "obPRESENCE_UNKNOWN",
  DOMAIN_OFF: "obDOMAIN_OFF",
  NO_ROOM: "obNO_ROOM",
  NO_BUDGET: "obNO_BUDGET",
  INTERRUPTED: "obINTERRUPTED",
  STEPS: "obSTEPS",
  EXCLUDED: "obEXCLUDED",
  TAKES_PART: "obTAKES_PART",
  SENDER: "obSENDER",
  COOLING_OFF: "obCOOLING_OFF",
};
const TIES: Readonly<Record<string, Key>> = { STEP: "tieSTEP", SPREAD: "tieSPREAD", SKILL: "tieSKILL", AVAILABLE_SINCE: "tieAVAILABLE_SINCE" };

export const obstacle = (kind: string, t: Translate): string => (OBSTACLES[kind] ? t(OBSTACLES[kind]) : kind);
export const time = (at: string, language: string): string => new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" });
export const nameOf = ({ id, name }: Named): string => name || id;

/** Why it waits. */
export function waits(table: Table, t: Translate, language: string): string {
  const { request, queue, position, candidates, ruledOutCount, tally, choice } = table;
  const place = t("whyWaits", { queue: nameOf(queue), place: position ?? "–", step: request.step, steps: queue.steps.length });
  const next = request.nextStepAt === null ? "" : t("whyNextStep", { time: time(request.nextStepAt, language) });
  const all = candidates.length + ruledOutCount;
  const reasons = Object.entries(tally)
    .sort(([, a], [, b]) => b - a)
    .map(([kind, count]) => `${count.toLocaleString(language)} ${obstacle(kind, t)}`)
    .join(", ");
  const who = choice ? t("whyCanTake", { agent: nameOf(choice) }) : all === 0 ? t("whyNoAgents") : t("whyOfAgents", { all, reasons });
  return [place, next, who].filter((part) => part !== "").join(" ");
}

/** Why an offer went to whom it went. */
export function went(table: Table, t: Translate, language: string): string {
  const { choice, at, candidates, ruledOutCount, tieBreak } = table;
  const reason = t(tieBreak === null ? "tieNONE" : (TIES[tieBreak] ?? "tieOTHER"));
  return t("whyWent", { agent: choice ? nameOf(choice) : "–", time: time(at, language), count: candidates.length, all: candidates.length + ruledOutCount, reason });
}

/** Each reason why somebody was ruled out, with the very terms. */
export function reasons(one: Case, t: Translate, language: string): string[] {
  return (one.obstacles ?? []).map(({ kind, failed, laterStep, until, by }) => {
    const terms = (failed ?? []).flatMap(({ step, terms }) => terms.map(({ term, has }) => t("whyTerm", { step, term, has: has ?? t("whyNoValue") })));
    const more = [
      ...terms,
      ...(laterStep === undefined || laterStep === null ? [] : [t("whyLater", { n: laterStep })]),
      ...(until ? [t("whyUntil", { time: time(until, language) })] : []),
      ...(by ?? []).map(nameOf),
    ];
    return more.length === 0 ? obstacle(kind, t) : `${obstacle(kind, t)}: ${more.join("; ")}`;
  });
}
