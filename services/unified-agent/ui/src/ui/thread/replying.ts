/** Which message is answered: said at the message, heard by the composer. Pure but for who is told. */
import { foldOnce } from "@switchboard/customer-widget/messages";
import type { Thread } from "../../store/thread";

/** Messages that can be answered, newest first: what is deleted has nothing to quote, and notes are not for everybody. */
export function answerable(thread: Thread): string[] {
  const ids: string[] = [];
  for (const { row, deleted } of foldOnce(thread.activities).shown.values()) {
    if (!deleted && row.name !== "WHISPER_MESSAGE") ids.unshift(row.id);
  }
  return ids;
}

/** The one before, beginning with the customer’s newest; at the oldest it stays. */
export function earlier(thread: Thread, current: string | null): string | null {
  const ids = answerable(thread);
  if (current !== null) return ids[ids.indexOf(current) + 1] ?? current;
  const customers = new Set(thread.activities.filter(({ name }) => name === "CUSTOMER_MESSAGE").map(({ id }) => id));
  return ids.find((id) => customers.has(id)) ?? ids[0] ?? null;
}

let listener: ((id: string) => void) | undefined;

/** One composer listens, that of the conversation on the screen. */
export function onReply(heard: (id: string) => void): () => void {
  listener = heard;
  return () => {
    if (listener === heard) listener = undefined;
  };
}

export function reply(id: string): void {
  listener?.(id);
}
