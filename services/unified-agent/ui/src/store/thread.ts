/**
 * One conversation as the desk holds it: pure steps from one state to the next.
 * Numbers are consecutive here: anything but last + 1 is either known or a hole that has to be read.
 */
import { changeOf, foldOnce } from "@switchboard/customer-widget/messages";
import type { SentTemplate } from "../ui/thread/templates";
import type { Activity, Conversation, Customer, Receipt, Snapshot, Task } from "./model";

/** A file that is uploaded, in a message that may not be. */
export interface SentFile {
  fileId: string;
  name: string;
  mimeType: string;
  size: number;
}

export type MessageKind = "AGENT_MESSAGE" | "WHISPER_MESSAGE";

/** To which message and on which channel an answer goes. */
export interface Addressed {
  replyTo?: string | undefined;
  channelSessionId?: string | undefined;
  /** The row of the suggestion it is made of. */
  suggestionSeq?: number | undefined;
}

export interface Pending extends Addressed {
  id: string;
  conversationId: string;
  kind: MessageKind;
  text: string;
  file?: SentFile;
  template?: SentTemplate;
  at: string;
  seq: number | null;
  failed: string | null;
}

export interface Thread {
  conversation: Conversation;
  customer: Customer | null;
  task: Task | null;
  activities: Activity[];
  /** There is more above the oldest one held. */
  more: boolean;
  last: number;
  ahead: Activity[];
  /** A question for the hole is on its way; one at a time is enough. */
  filling: boolean;
  pending: Pending[];
  receipts: Receipt[];
  typing: { id: string; name: string; until: number }[];
  readSeq: number;
  closed: string | null;
  /** Not confirmed by the server since the last connection. */
  stale: boolean;
}

const AHEAD_LIMIT = 256;

export function fromSnapshot(snapshot: Snapshot, known: Thread | undefined, me: string | null): Thread {
  const activities = [...snapshot.activities].sort((a, b) => a.seq - b.seq);
  const ids = new Set(activities.map((a) => a.id));
  const newest = activities.at(-1)?.seq ?? 0;
  const thread: Thread = {
    conversation: snapshot.conversation,
    customer: snapshot.customer ?? known?.customer ?? null,
    task: snapshot.task,
    activities,
    more: snapshot.more,
    last: newest === 0 ? snapshot.conversation.lastSeq : newest,
    ahead: (known?.ahead ?? []).filter((a) => a.seq > newest),
    filling: false,
    pending: (known?.pending ?? []).filter((m) => !ids.has(m.id)),
    receipts: snapshot.receipts,
    typing: [],
    readSeq: Math.max(known?.readSeq ?? 0, ownReadSeq(snapshot.receipts, me)),
    closed: null,
    stale: false,
  };
  return settle(thread);
}

function ownReadSeq(receipts: readonly Receipt[], me: string | null): number {
  return Math.max(0, ...receipts.filter((r) => r.recipient === me).map((r) => r.readSeq ?? 0));
}

/** `read` tells the number to ask from when this activity leaves a hole nobody has asked about yet. */
export function withActivity(thread: Thread, activity: Activity): { thread: Thread; read: number | null } {
  if (activity.seq <= thread.last) return { thread, read: null };
  if (activity.seq === thread.last + 1) return { thread: settle(append(thread, activity)), read: null };
  const ahead = thread.ahead.some((a) => a.seq === activity.seq)
    ? thread.ahead
    : [...thread.ahead, activity].sort((a, b) => a.seq - b.seq).slice(0, AHEAD_LIMIT);
  return { thread: { ...thread, ahead, filling: true }, read: thread.filling ? null : thread.last };
}

/** The answer to a question for a hole. It may itself end before the hole does. */
export function withFilled(thread: Thread, activities: readonly Activity[], more: boolean): { thread: Thread; read: number | null } {
  let next = thread;
  for (const activity of [...activities].sort((a, b) => a.seq - b.seq)) {
    // Numbers the server does not have (erased, or not ours to see) do not come back by asking again.
    if (activity.seq > next.last) next = append(next, activity);
  }
  next = settle({ ...next, filling: false });
  if (next.ahead.length === 0 && !more) return { thread: next, read: null };
  if (next.last > thread.last || more) return { thread: { ...next, filling: true }, read: next.last };
  // Nothing came although something is missing: go on with what there is rather than ask for ever.
  const first = next.ahead[0];
  return { thread: first ? settle({ ...next, last: first.seq - 1 }) : next, read: null };
}

export function withEarlier(thread: Thread, activities: readonly Activity[], more: boolean): Thread {
  const oldest = thread.activities[0]?.seq ?? Infinity;
  const earlier = activities.filter((a) => a.seq < oldest).sort((a, b) => a.seq - b.seq);
  return { ...thread, activities: [...earlier, ...thread.activities], more };
}

function append(thread: Thread, activity: Activity): Thread {
  const from = activity.header.sender.id;
  return {
    ...thread,
    last: activity.seq,
    activities: [...thread.activities, activity],
    pending: thread.pending.filter((m) => m.id !== activity.id),
    typing: isMessage(activity) ? thread.typing.filter((t) => t.id !== from) : thread.typing,
  };
}

function settle(thread: Thread): Thread {
  let next = thread;
  for (const activity of thread.ahead) {
    if (activity.seq === next.last + 1) next = append(next, activity);
  }
  return { ...next, ahead: next.ahead.filter((a) => a.seq > next.last) };
}

export function withReceipt(thread: Thread, receipt: Receipt, me: string | null): Thread {
  const known = thread.receipts.find((r) => r.recipient === receipt.recipient);
  const merged: Receipt = {
    ...receipt,
    deliveredSeq: Math.max(known?.deliveredSeq ?? 0, receipt.deliveredSeq ?? 0),
    readSeq: Math.max(known?.readSeq ?? 0, receipt.readSeq ?? 0),
  };
  const receipts = [...thread.receipts.filter((r) => r.recipient !== receipt.recipient), merged];
  const readSeq = receipt.recipient === me ? Math.max(thread.readSeq, merged.readSeq ?? 0) : thread.readSeq;
  return { ...thread, receipts, readSeq };
}

/** What the customer has got and read of our answers. */
export function customerMark(thread: Thread, seq: number): "sent" | "delivered" | "read" {
  const ofCustomer = thread.receipts.filter((r) => r.recipientType === "CUSTOMER");
  if (ofCustomer.some((r) => (r.readSeq ?? 0) >= seq)) return "read";
  return ofCustomer.some((r) => (r.deliveredSeq ?? 0) >= seq) ? "delivered" : "sent";
}

const MESSAGES = new Set(["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "BOT_MESSAGE", "SYSTEM_MESSAGE", "WHISPER_MESSAGE"]);
export const isMessage = (activity: Activity): boolean => MESSAGES.has(activity.name);

/** Words the agent has to react to: the customer's and a colleague's, never the bot's, one's own, or a change of what was said before. */
export function calls(activity: Activity, me: string | null): boolean {
  const { name, header } = activity;
  if (name === "WHISPER_MESSAGE") return header.sender.id !== me;
  return name === "CUSTOMER_MESSAGE" && changeOf(activity) === null;
}

export function unread(thread: Thread, me: string | null): number {
  return thread.activities.filter((a) => a.seq > thread.readSeq && calls(a, me)).length;
}

/** The newest that stands by itself: an edit or a reaction is seen at its message. */
export function lastMessage(thread: Thread): Activity | null {
  const { absorbed } = foldOnce(thread.activities);
  return thread.activities.findLast((a) => isMessage(a) && !absorbed.has(a.seq)) ?? null;
}

export function lastActivityAt(thread: Thread): string {
  const pending = thread.pending.at(-1)?.at ?? "";
  const activity = thread.activities.at(-1)?.at ?? thread.conversation.createdAt;
  return pending > activity ? pending : activity;
}
