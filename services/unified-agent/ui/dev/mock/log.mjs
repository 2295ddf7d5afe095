/** Conversations of the mock: an append-only list each, and two views of it. */
import { randomUUID } from "node:crypto";

const AGENT_ONLY = new Set([
  ...["WHISPER_MESSAGE", "BOT_SUGGESTION", "SUGGESTION_SETTLED", "BOT_SUBSCRIBED", "PARTICIPANT_ROLE_CHANGED", "AGENT_RESERVED", "TASK_STATE_CHANGED"],
  ...["TOPIC_STATE_CHANGE_EVENT", "ACTION_MESSAGE", "WRAPUP_APPLIED", "CONVERSATION_DATA_CHANGED"],
]);

export const now = () => new Date().toISOString();

export class Log {
  constructor(customer, service) {
    this.id = randomUUID();
    this.customer = customer;
    this.service = service;
    this.activities = [];
    this.receipts = new Map();
    this.participants = [];
    this.sessions = [];
    this.data = {};
    this.createdAt = now();
    this.endedAt = null;
    this.holdUntil = null;
    this.listeners = new Set();
  }

  /** Returns the stored activity; a known id is recognised and not stored again. */
  append(name, sender, body, id = randomUUID(), header = {}) {
    const known = this.activities.find((activity) => activity.id === id);
    if (known) return { activity: known, duplicate: true };
    const session = this.sessions.at(-1);
    const activity = {
      id,
      conversationId: this.id,
      seq: this.activities.length + 1,
      name,
      at: now(),
      header: { sender, channelSessionId: session?.id, intent: "NONE", originalMessageId: null, channelData: this.service, ...header },
      body,
    };
    this.activities.push(activity);
    for (const listener of this.listeners) listener(activity);
    return { activity, duplicate: false };
  }

  note(name, data = {}) {
    const sender = { id: "system", type: "SYSTEM", senderName: "System" };
    return this.append(name, sender, { type: "NOTIFICATION", notificationType: name, notificationData: data });
  }

  /** What an agent makes of a suggestion; once. */
  settle(seq, outcome, agentName) {
    const suggestionId = this.activities[seq - 1]?.id;
    if (this.activities.some((a) => a.name === "SUGGESTION_SETTLED" && a.body.notificationData.suggestionId === suggestionId)) return false;
    this.note("SUGGESTION_SETTLED", { suggestionId, outcome, agentName });
    return true;
  }

  static hidden(activity) {
    return AGENT_ONLY.has(activity.name);
  }

  customerView(activity) {
    const before = this.activities.findLast((a) => a.seq < activity.seq && !Log.hidden(a));
    return { ...activity, prev: before?.seq ?? 0 };
  }

  agentView(activity) {
    return { ...activity, prev: activity.seq - 1 };
  }

  raise(recipient, recipientType, { deliveredSeq = 0, readSeq = 0 }) {
    const known = this.receipts.get(recipient) ?? { deliveredSeq: 0, readSeq: 0 };
    const receipt = {
      recipient,
      recipientType,
      deliveredSeq: Math.max(known.deliveredSeq, deliveredSeq, readSeq),
      readSeq: Math.max(known.readSeq, readSeq),
    };
    this.receipts.set(recipient, receipt);
    return receipt;
  }

  head() {
    const last = this.activities.findLast((a) => a.body.markdownText);
    return {
      id: this.id,
      customerId: this.customer.id,
      state: this.endedAt ? "CLOSED" : this.holdUntil ? "PAUSED" : "ACTIVE",
      participants: this.participants,
      sessions: this.sessions,
      data: this.data,
      lastSeq: this.activities.length,
      createdAt: this.createdAt,
      endedAt: this.endedAt,
      holdUntil: this.holdUntil,
      preview: last?.body.markdownText ?? null,
    };
  }

  snapshot(task) {
    const activities = this.activities.slice(-100).map((a) => this.agentView(a));
    return {
      conversation: this.head(),
      customer: this.customer,
      task,
      activities,
      more: this.activities.length > 100,
      receipts: [...this.receipts.values()],
    };
  }
}
