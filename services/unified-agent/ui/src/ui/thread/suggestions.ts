/** What assistants suggest and nobody has used, answered otherwise or put away. Pure, so it can be tested. */
import { bodyView } from "@switchboard/customer-widget/messages";
import type { Activity } from "../../store/model";
import type { Pending } from "../../store/thread";

export interface Suggestion {
  id: string;
  seq: number;
  who: string;
  text: string;
}

/** More would push the conversation off the screen. */
const MOST = 3;

/** Newest last. An answer of an agent makes what was suggested before it old: it was for what the customer had said until then. */
export function suggestionsOf(activities: readonly Activity[], pending: readonly Pending[]): Suggestion[] {
  const settled = new Set(pending.map(({ suggestionSeq }) => suggestionSeq));
  const gone = settledIds(activities);
  const answered = activities.findLast(({ name }) => name === "AGENT_MESSAGE")?.seq ?? 0;
  return activities
    .filter(({ id, seq, name }) => name === "BOT_SUGGESTION" && seq > answered && !gone.has(id) && !settled.has(seq))
    .map(({ id, seq, header, body }) => ({ id, seq, who: header.sender.senderName ?? "", text: bodyView(body).text.trim() }))
    .filter(({ text }) => text !== "")
    .slice(-MOST);
}

function settledIds(activities: readonly Activity[]): Set<string> {
  const ids = activities
    .filter(({ name }) => name === "SUGGESTION_SETTLED")
    .map(({ body }) => body.notificationData?.suggestionId)
    .filter((id) => typeof id === "string");
  return new Set(ids);
}
