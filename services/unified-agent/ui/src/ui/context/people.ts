/** Which of two customers stays, and what says that they are one. */
import type { FullCustomer } from "../../net/customers";
import type { Evidence } from "../../net/people";
import type { Key } from "../../text/translate";

type Known = Pick<FullCustomer, "id" | "isAnonymous">;

/** Whom somebody has named stays; of two alike the older, whose id is the smaller. */
export function kept<A extends Known, B extends Known>(one: A, other: B): { keep: A | B; gone: A | B } {
  const first = one.isAnonymous === other.isAnonymous ? one.id < other.id : other.isAnonymous;
  return first ? { keep: one, gone: other } : { keep: other, gone: one };
}

/** Words for a kind of evidence. */
export function evidenceKey(evidence: Evidence): Key {
  if (evidence.kind === "phone") return "samePhone";
  if (evidence.kind === "email") return "sameEmail";
  return evidence.kind === "provider" ? "sameProvider" : "sameAddress";
}
