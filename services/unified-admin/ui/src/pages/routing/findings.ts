import type { Key, Translate } from "../../text/translate";

/** What is wrong with the rules, as their owner says it. */
export interface Finding {
  severity: "FAULT" | "WARNING";
  kind: string;
  message: string;
  queue: { id: string; name: string };
  step: number | null;
  queues: { id: string; name: string }[];
}

const KINDS: Readonly<Record<string, Key>> = {
  CONTRADICTION: "findCONTRADICTION",
  COVERED: "findCOVERED",
  ADDS_NOBODY: "findADDS_NOBODY",
  AFTER_TIME_TO_LIVE: "findAFTER_TIME_TO_LIVE",
  SHORTER_THAN_OFFER: "findSHORTER_THAN_OFFER",
  OFFER_OUTLIVES_REQUEST: "findOFFER_OUTLIVES_REQUEST",
  UNSERVED: "findUNSERVED",
  DOMAIN_CLOSED: "findDOMAIN_CLOSED",
  LOW_STARVE: "findLOW_STARVE",
  STARVED: "findSTARVED",
  MIXED_ORDERS: "findMIXED_ORDERS",
  OVERFLOW_LOOP: "findOVERFLOW_LOOP",
  OVERFLOW_UNKNOWN: "findOVERFLOW_UNKNOWN",
  OVERFLOW_ELSEWHERE: "findOVERFLOW_ELSEWHERE",
  OVERFLOW_UNSERVED: "findOVERFLOW_UNSERVED",
  NEVER_FULL: "findNEVER_FULL",
};

/** In the reader's language; one that is new is said as its owner says it. */
export function said({ kind, message, step, queues }: Finding, t: Translate): string {
  const key = KINDS[kind];
  const plain = key ? t(key) : message;
  const what = queues.length > 0 ? t("ruleWith", { what: plain, queues: queues.map(({ name }) => name).join(", ") }) : plain;
  return step === null ? what : t("ruleAt", { n: step, what });
}
