/** Shapes of the desk's protocol, as far as the desk reads them. */
import type { MessageBody } from "@switchboard/customer-widget/messages";

export interface Sender {
  id: string;
  type: string;
  senderName?: string;
}

export interface Body extends MessageBody {
  buttons?: { title: string }[];
  notificationType?: string;
  notificationData?: Record<string, unknown>;
  wrapups?: WrapUp[];
  note?: string;
}

export interface Activity {
  id: string;
  conversationId: string;
  seq: number;
  prev: number;
  name: string;
  at: string;
  header: { sender: Sender; channelSessionId?: string | null; intent?: string; originalMessageId?: string | null };
  body: Body;
}

export interface WrapUp {
  categoryName: string;
  value: string;
}

export interface Participant {
  id: string;
  type: string;
  name: string;
  role: string;
  active: boolean;
  joinedAt: string;
  taskId?: string | null;
  wrapUpUntil?: string | null;
}

export interface ChannelSession {
  id: string;
  channelName: string;
  channelType: string;
  serviceIdentifier: string;
  active: boolean;
  reasonCode?: string | null;
  startedAt: string;
  data?: unknown;
}

export interface Conversation {
  id: string;
  customerId: string;
  state: string;
  participants: Participant[];
  sessions: ChannelSession[];
  data: Record<string, unknown>;
  lastSeq: number;
  createdAt: string;
  endedAt: string | null;
  holdUntil: string | null;
  preview: string | null;
}

export interface Customer {
  id: string;
  firstName: string | null;
  isAnonymous: boolean;
  phoneNumber: string[];
  email: string[];
  labels: unknown[];
  attributes: Record<string, unknown>;
}

export interface Task {
  id: string;
  requestId: string;
  conversationId: string;
  state: string;
  reasonCode: string | null;
  queueId: string | null;
  queueName: string | null;
  mrdId: string;
  direction: string;
  enqueuedAt: string;
  offeredAt: string | null;
  deadline: string | null;
  epoch: number;
  transferring: boolean;
  customerId: string;
  customerName: string | null;
  customerKnown: boolean;
  channelType: string | null;
  channelName: string | null;
  channelSessionId: string | null;
  note: string | null;
  requestedBy: string | null;
}

export interface Receipt {
  recipient: string;
  recipientType: string;
  deliveredSeq?: number | null;
  readSeq?: number | null;
}

export interface Mrd {
  mrdId: string;
  name: string;
  state: string;
  reason: string | null;
  load: number;
  max: number;
  since: string;
}

export interface Presence {
  agentId: string;
  state: "READY" | "NOT_READY" | "LOGOUT";
  reason: string | null;
  stateSince: string;
  mrds: Mrd[];
}

export interface Agent {
  id: string;
  name: string;
  roles: string[];
  teamId: string | null;
}

export interface Snapshot {
  conversation: Conversation;
  customer: Customer | null;
  task: Task | null;
  activities: Activity[];
  more: boolean;
  receipts: Receipt[];
}

/** An estimated wait, as an interval. */
export interface Wait {
  lowMs: number;
  likelyMs: number;
  highMs: number;
}

export interface Queue {
  id: string;
  name: string;
  mrdId: string;
  waiting: number;
  longestWaitMs: number | null;
  availableAgents: { id: string; name: string }[];
  /** Of somebody who comes now. */
  estimatedWait: Wait | null;
}

/** What the server may push; the names are those of the socket events. */
export type ServerEvent =
  | { type: "welcome"; payload: { agent: Agent; epoch: number; presence: Presence; resumed: boolean } }
  | { type: "live" }
  | { type: "agentPresence"; payload: { presence: Presence } }
  | { type: "taskRequest"; payload: Task }
  | { type: "revokeTask"; payload: { taskId: string; conversationId: string; reasonCode: string | null } }
  | { type: "snapshot"; payload: Snapshot }
  | { type: "activity"; payload: Activity }
  | { type: "conversation"; payload: Conversation }
  | { type: "signal"; payload: { conversationId: string; name: string; sender?: Sender; receipt?: Receipt } }
  | { type: "taskState"; payload: Task }
  | { type: "topicClosed"; payload: { conversationId: string; reason: string | null } }
  | { type: "resynchronised"; payload: { conversationId: string; events: number } }
  | { type: "socketSessionRemoved"; payload: { reason: string | null } }
  | { type: "errors"; payload: { code: number; task: string | null; reason: string | null } };
