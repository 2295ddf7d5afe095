/** On which of a customer’s channels an answer goes out. Pure, so it can be tested. */
import type { ChannelSession } from "../../store/model";
import type { Thread } from "../../store/thread";

export interface Channels {
  /** Where the customer can be answered now. */
  live: readonly ChannelSession[];
  /** The one that is answered unless the agent says otherwise: where the customer wrote last. */
  used: string | null;
}

export function channelsOf(thread: Thread): Channels {
  const live = thread.conversation.sessions.filter(({ active }) => active);
  const isLive = (id: string | null | undefined) => live.some((session) => session.id === id);
  const wrote = thread.activities.findLast(({ name, header }) => name === "CUSTOMER_MESSAGE" && isLive(header.channelSessionId));
  return { live, used: wrote?.header.channelSessionId ?? live.toSorted((a, b) => b.startedAt.localeCompare(a.startedAt))[0]?.id ?? null };
}

/** The session a message names: none where there is nothing to choose, so that the server decides as ever. */
export function chosenChannel({ live, used }: Channels, choice: string | null): string | null {
  if (live.length < 2) return null;
  return live.some(({ id }) => id === choice) ? choice : used;
}

/** What tells a session from the others: two of one channel differ by the address of ours they came to. */
export function channelLabel(session: ChannelSession, all: readonly ChannelSession[]): string {
  const same = all.filter(({ channelName }) => channelName === session.channelName).length > 1;
  return same ? `${session.channelName} · ${session.serviceIdentifier}` : session.channelName;
}

const choices = new Map<string, string>();

/** Kept for the life of the page: going to another conversation and back changes nothing. */
export const choiceFor = (conversationId: string): string | null => choices.get(conversationId) ?? null;
export const keepChoice = (conversationId: string, sessionId: string): void => {
  choices.set(conversationId, sessionId);
};
