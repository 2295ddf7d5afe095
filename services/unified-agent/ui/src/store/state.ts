/** Everything the desk knows, and what may happen to it. */
import type { Agent, Customer, Presence, ServerEvent, Snapshot, Task } from "./model";
import type { Activity, Conversation } from "./model";
import type { MessageKind, Pending, Thread } from "./thread";

export type Connection =
  | { status: "connecting" | "online" | "takenOver" | "closed" }
  | { status: "waiting"; retryAt: number }
  | { status: "refused"; message: string };

export type Notice =
  | { id: number; kind: "resynchronised"; events: number }
  | { id: number; kind: "offerGone"; reasonCode: string | null }
  | { id: number; kind: "error"; reason: string };

export interface DeskState {
  me: Agent | null;
  epoch: number;
  presence: Presence | null;
  connection: Connection;
  /** Snapshots and replays of this connection are through. */
  live: boolean;
  offers: Task[];
  threads: Readonly<Record<string, Thread>>;
  selected: string | null;
  /** A past conversation shown in the thread pane, read only. */
  viewing: Snapshot | null;
  notices: readonly Notice[];
  nextNotice: number;
}

export const initialState: DeskState = {
  me: null,
  epoch: 0,
  presence: null,
  connection: { status: "connecting" },
  live: false,
  offers: [],
  threads: {},
  selected: null,
  viewing: null,
  notices: [],
  nextNotice: 1,
};

export type DeskEvent =
  | { type: "connection"; connection: Connection }
  | { type: "server"; event: ServerEvent; now: number }
  | { type: "offerAnswered"; taskId: string; select: string | null }
  | { type: "queued"; message: Omit<Pending, "seq" | "failed"> }
  | { type: "acknowledged"; conversationId: string; id: string; seq: number }
  | { type: "sendFailed"; conversationId: string; id: string; error: string }
  | { type: "retried"; conversationId: string; id: string }
  | { type: "discarded"; conversationId: string; id: string }
  | { type: "filled"; conversationId: string; activities: Activity[]; more: boolean; events: boolean }
  | { type: "fillFailed"; conversationId: string }
  | { type: "earlier"; conversationId: string; activities: Activity[]; more: boolean }
  | { type: "gone"; conversationId: string }
  | { type: "selected"; conversationId: string | null }
  | { type: "viewing"; snapshot: Snapshot | null }
  | { type: "seen"; conversationId: string }
  | { type: "dismissed"; conversationId: string }
  /** Somebody at this desk changed what is known of a customer, or who they are. */
  | { type: "customer"; customer: Customer; before?: string }
  | { type: "noticeClosed"; id: number }
  | { type: "problem"; reason: string }
  | { type: "tick"; now: number };

/** What the world has to do about it. */
export type Effect =
  | { type: "read"; conversationId: string; afterSeq: number }
  | { type: "open"; conversationId: string }
  | { type: "receipt"; conversationId: string; deliveredSeq: number; readSeq?: number }
  | { type: "incoming"; conversationId: string }
  | { type: "pump" };

export interface Step {
  state: DeskState;
  effects: Effect[];
}

export type { Activity, Conversation, MessageKind, Pending, Snapshot, Task, Thread };
