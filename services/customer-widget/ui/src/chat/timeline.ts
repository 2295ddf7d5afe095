/**
 * The conversation as this customer sees it: pure functions from one state to the next.
 *
 * Rule of the protocol: holding `last`, an activity with prev <= last < seq is applied, one with seq <= last is
 * dropped, and prev > last is a gap: what came early is kept aside and the server is asked for the rest.
 */
import type { Activity, ReceiptSignal } from "./model";
import type { SentFile } from "./storage";

export type SendState = "sending" | "sent" | "delivered" | "read" | "failed";

export interface Pending {
  id: string;
  text: string;
  at: string;
  file?: SentFile;
  /** Known once acknowledged; the message stays pending until its own activity comes back. */
  seq: number | null;
  failed: boolean;
}

export interface Timeline {
  conversationId: string | null;
  last: number;
  activities: Activity[];
  ahead: Activity[];
  pending: Pending[];
  deliveredSeq: number;
  readSeq: number;
}

/** Room for what arrives while a gap is being filled; beyond it the answer to the question brings it anyway. */
const AHEAD_LIMIT = 256;

export const emptyTimeline: Timeline = {
  conversationId: null,
  last: 0,
  activities: [],
  ahead: [],
  pending: [],
  deliveredSeq: 0,
  readSeq: 0,
};

/** Starts a conversation; messages not yet sent go along. */
export function begin(timeline: Timeline, conversationId: string | null): Timeline {
  if (timeline.conversationId === conversationId) return timeline;
  return { ...emptyTimeline, conversationId, pending: timeline.pending };
}

export function receive(timeline: Timeline, activity: Activity): { timeline: Timeline; gap: boolean } {
  const current = timeline.conversationId === null ? begin(timeline, activity.conversationId) : timeline;
  if (activity.conversationId !== current.conversationId || activity.seq <= current.last) {
    return { timeline: current, gap: false };
  }
  if (activity.prev > current.last) {
    return { timeline: keepAhead(current, activity), gap: true };
  }
  return settleAhead(append(current, activity));
}

/** The answer to CHAT_RESUMED: everything after the number we named, oldest first. */
export function replay(timeline: Timeline, activities: readonly Activity[], seq: number): { timeline: Timeline; gap: boolean } {
  let current = timeline;
  for (const activity of activities) {
    if (current.conversationId === null) current = begin(current, activity.conversationId);
    if (activity.conversationId === current.conversationId && activity.seq > current.last) {
      current = append(current, activity);
    }
  }
  return settleAhead({ ...current, last: Math.max(current.last, seq) });
}

function append(timeline: Timeline, activity: Activity): Timeline {
  return {
    ...timeline,
    last: activity.seq,
    activities: [...timeline.activities, activity],
    pending: timeline.pending.filter((message) => message.id !== activity.id),
  };
}

function keepAhead(timeline: Timeline, activity: Activity): Timeline {
  if (timeline.ahead.some((known) => known.seq === activity.seq)) return timeline;
  const ahead = [...timeline.ahead, activity].sort((a, b) => a.seq - b.seq).slice(0, AHEAD_LIMIT);
  return { ...timeline, ahead };
}

function settleAhead(timeline: Timeline): { timeline: Timeline; gap: boolean } {
  let current = timeline;
  for (const activity of timeline.ahead) {
    if (activity.seq > current.last && activity.prev <= current.last) current = append(current, activity);
  }
  const ahead = current.ahead.filter((activity) => activity.seq > current.last);
  return { timeline: { ...current, ahead }, gap: ahead.length > 0 };
}

export function queue(timeline: Timeline, message: Pick<Pending, "id" | "text" | "at" | "file">): Timeline {
  if (known(timeline, message.id)) return timeline;
  return { ...timeline, pending: [...timeline.pending, { ...message, seq: null, failed: false }] };
}

function known(timeline: Timeline, id: string): boolean {
  return timeline.pending.some((m) => m.id === id) || timeline.activities.some((a) => a.id === id);
}

export const acknowledged = (timeline: Timeline, id: string, seq: number): Timeline =>
  change(timeline, id, { seq, failed: false });

export const failed = (timeline: Timeline, id: string): Timeline => change(timeline, id, { failed: true });

/** Same id again: if it did arrive after all, the server recognises it. */
export const retried = (timeline: Timeline, id: string): Timeline => change(timeline, id, { failed: false });

function change(timeline: Timeline, id: string, fields: Partial<Pending>): Timeline {
  return { ...timeline, pending: timeline.pending.map((m) => (m.id === id ? { ...m, ...fields } : m)) };
}

export function receipt(timeline: Timeline, signal: ReceiptSignal): Timeline {
  if (signal.recipientType === "CUSTOMER") return timeline;
  const readSeq = Math.max(timeline.readSeq, signal.readSeq ?? 0);
  const deliveredSeq = Math.max(timeline.deliveredSeq, signal.deliveredSeq ?? 0, readSeq);
  return { ...timeline, deliveredSeq, readSeq };
}

export function stateOf(timeline: Timeline, seq: number): SendState {
  if (seq <= timeline.readSeq) return "read";
  return seq <= timeline.deliveredSeq ? "delivered" : "sent";
}

export const isOwn = (activity: Activity): boolean => activity.name === "CUSTOMER_MESSAGE";

const SPOKEN = new Set(["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "BOT_MESSAGE", "SYSTEM_MESSAGE"]);
export const isMessage = (activity: Activity): boolean => SPOKEN.has(activity.name);

export function unread(timeline: Timeline, seenSeq: number): number {
  return timeline.activities.filter((a) => a.seq > seenSeq && isMessage(a) && !isOwn(a)).length;
}
