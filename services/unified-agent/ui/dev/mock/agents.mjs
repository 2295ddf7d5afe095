/** The desk's socket of the mock, after services/agent-manager/PROTOCOL.md. One queue, one medium, longest ready first. */
import { randomUUID } from "node:crypto";
import { USERS } from "./data.mjs";
import { now } from "./log.mjs";

const QUEUE = { id: "q1", name: "Customer care", mrdId: "chat" };
const MAX = 8;
const ok = (more = {}) => ({ code: 200, ...more });
const no = (code, error) => ({ code, error, detail: error });

export class Agents {
  constructor(io, world, { offerMs, wrapUpMs }) {
    Object.assign(this, { io, world, offerMs, wrapUpMs });
    this.logs = new Map();
    this.tasks = new Map();
    this.presence = new Map();
    this.sockets = new Map();
    this.waiting = [];
    this.epoch = 1;
    io.use((socket, next) => {
      const user = world.userOf(socket.handshake.auth.token);
      socket.data.user = user;
      next(user ? undefined : new Error("token expired"));
    });
    io.on("connection", (socket) => this.connected(socket));
  }

  of(user) {
    const known = this.presence.get(user.id);
    if (known) return known;
    const mrds = [{ mrdId: "chat", name: "Chat", state: "NOT_READY", reason: null, load: 0, max: MAX, since: now() }];
    const made = { agentId: user.id, state: "NOT_READY", reason: null, stateSince: now(), mrds };
    this.presence.set(user.id, made);
    return made;
  }

  connected(socket) {
    const { user } = socket.data;
    const { sessionId, cursors = {} } = socket.handshake.auth;
    const other = this.sockets.get(user.id);
    if (other && other.sessionId !== sessionId) {
      other.socket.emit("socketSessionRemoved", { reason: "another tab" });
      other.socket.disconnect();
    }
    this.sockets.set(user.id, { socket, sessionId });
    socket.join(user.id);
    socket.emit("welcome", { agent: { id: user.id, name: user.name, roles: user.roles, teamId: user.teamId }, epoch: this.epoch, presence: this.of(user), resumed: false });
    for (const task of this.tasks.values()) {
      if (task.agentId !== user.id) continue;
      if (task.state === "RESERVED") socket.emit("taskRequest", task);
      if (task.state === "ACTIVE" || task.state === "WRAP_UP") this.catchUp(socket, task, cursors[task.conversationId]);
    }
    socket.emit("live", {});
    for (const [name, fn] of Object.entries(this.commands(user))) {
      socket.on(name, (payload, ack) => {
        const answer = fn(payload ?? {});
        if (typeof ack === "function") ack(answer ?? ok());
      });
    }
  }

  catchUp(socket, task, cursor) {
    const log = this.logs.get(task.conversationId);
    if (cursor === undefined) {
      socket.emit("snapshot", log.snapshot(task));
      return;
    }
    const missed = log.activities.filter((a) => a.seq > cursor);
    socket.emit("conversation", log.head());
    socket.emit("taskState", task);
    for (const activity of missed) socket.emit("activity", log.agentView(activity));
    socket.emit("resynchronised", { conversationId: log.id, events: missed.length });
  }

  adopt(log) {
    this.logs.set(log.id, log);
    log.listeners.add((activity) => {
      for (const id of this.members(log)) this.io.to(id).emit("activity", log.agentView(activity));
    });
  }

  members(log) {
    return [...this.tasks.values()].filter((t) => t.conversationId === log.id && (t.state === "ACTIVE" || t.state === "WRAP_UP")).map((t) => t.agentId);
  }

  changed(log) {
    for (const id of this.members(log)) this.io.to(id).emit("conversation", log.head());
  }

  /** Nobody waits any more: out of the queue, offers withdrawn; who talks stays until they leave. */
  ended(log) {
    this.waiting = this.waiting.filter((request) => request.log !== log);
    for (const task of this.tasks.values()) {
      if (task.conversationId !== log.id || task.state !== "RESERVED") continue;
      clearTimeout(task.timer);
      Object.assign(task, { state: "CLOSED", reasonCode: "CANCELLED" });
      this.io.to(task.agentId).emit("revokeTask", { taskId: task.id, conversationId: log.id, reasonCode: "CANCELLED" });
    }
    this.changed(log);
  }

  enqueue(log, extra = {}) {
    log.waiting = true;
    this.waiting.push({ log, enqueuedAt: now(), requestId: randomUUID(), extra });
    log.note("TASK_ENQUEUED", { queueName: QUEUE.name, position: this.waiting.length });
    this.match();
  }

  match() {
    for (const request of [...this.waiting]) {
      const user = USERS.find((u) => this.free(u, request.extra.not) && (!request.extra.only || request.extra.only === u.id));
      if (!user) return;
      this.waiting.splice(this.waiting.indexOf(request), 1);
      this.offer(user, request);
    }
  }

  free(user, not) {
    const presence = this.presence.get(user.id);
    const mrd = presence?.mrds[0];
    const offered = [...this.tasks.values()].some((t) => t.agentId === user.id && t.state === "RESERVED");
    return user.id !== not && presence?.state === "READY" && mrd.state !== "NOT_READY" && mrd.load < MAX && !offered;
  }

  offer(user, request) {
    const { log, extra } = request;
    const task = {
      ...{ id: randomUUID(), requestId: request.requestId, conversationId: log.id, agentId: user.id, state: "RESERVED", reasonCode: null },
      ...{ queueId: QUEUE.id, queueName: QUEUE.name, mrdId: QUEUE.mrdId, direction: "INBOUND", enqueuedAt: request.enqueuedAt, offeredAt: now() },
      ...{ deadline: new Date(Date.now() + this.offerMs).toISOString(), epoch: this.epoch, transferring: false, customerId: log.customer.id },
      ...{ customerName: log.customer.firstName, customerKnown: !log.customer.isAnonymous, channelType: "WEB", channelName: "Web chat" },
      ...{ channelSessionId: log.sessions.at(-1).id, note: extra.note ?? null, requestedBy: extra.by ?? null },
    };
    this.tasks.set(task.id, task);
    log.note("AGENT_RESERVED", { agentName: user.name });
    this.io.to(user.id).emit("taskRequest", task);
    task.timer = setTimeout(() => this.unanswered(task, request, "RONA"), this.offerMs);
    Object.defineProperty(task, "timer", { enumerable: false });
    Object.defineProperty(task, "request", { value: request, enumerable: false });
  }

  unanswered(task, request, reasonCode) {
    clearTimeout(task.timer);
    Object.assign(task, { state: "CLOSED", reasonCode });
    this.io.to(task.agentId).emit("revokeTask", { taskId: task.id, conversationId: task.conversationId, reasonCode });
    const user = USERS.find((u) => u.id === task.agentId);
    if (reasonCode === "RONA") this.setMrd(user, "NOT_READY", "RONA");
    this.waiting.unshift(reasonCode === "DECLINED" ? { ...request, extra: { ...request.extra, not: user.id } } : request);
    this.match();
  }

  publish(user) {
    const presence = this.of(user);
    this.io.to(user.id).emit("agentPresence", { presence, action: "AGENT_STATE_CHANGED" });
  }

  setMrd(user, state, reason = null) {
    Object.assign(this.of(user).mrds[0], { state, reason, since: now() });
    this.publish(user);
  }

  load(user) {
    const mrd = this.of(user).mrds[0];
    mrd.load = [...this.tasks.values()].filter((t) => t.agentId === user.id && (t.state === "ACTIVE" || t.state === "WRAP_UP")).length;
    if (mrd.state !== "NOT_READY") mrd.state = mrd.load === 0 ? "READY" : mrd.load < MAX ? "ACTIVE" : "BUSY";
    this.publish(user);
    this.match();
  }

  taskIn(user, conversationId) {
    return [...this.tasks.values()].find((t) => t.agentId === user.id && t.conversationId === conversationId && (t.state === "ACTIVE" || t.state === "WRAP_UP"));
  }

  setTask(user, task, state, fields = {}) {
    Object.assign(task, { state, ...fields });
    this.io.to(user.id).emit("taskState", task);
    this.load(user);
  }

  close(user, task) {
    clearTimeout(task.wrap);
    const log = this.logs.get(task.conversationId);
    log.note("AGENT_UNSUBSCRIBED", { agentName: user.name });
    const participant = log.participants.find((p) => p.id === user.id);
    if (participant) participant.active = false;
    this.setTask(user, task, "CLOSED", { deadline: null });
    this.io.to(user.id).emit("topicClosed", { conversationId: log.id, reason: "TASK_CLOSED" });
  }

  commands(user) {
    const inLog = (fn) => (payload) => {
      const log = this.logs.get(payload.conversationId);
      return log ? fn(log, payload) : no(404, "NOT_FOUND");
    };
    const applyWrapUp = (log, { wrapups, note }) =>
      void log.append("WRAPUP_APPLIED", { id: user.id, type: "AGENT", senderName: user.name }, { type: "WRAPUP", wrapups, note });
    return {
      changeAgentState: ({ action, state }) => {
        const presence = this.of(user);
        if (action === "agentMRDState") {
          this.setMrd(user, state);
        } else {
          Object.assign(presence, { state: state.name, reason: state.reasonCode ?? null, stateSince: now() });
          presence.mrds[0].state = state.name === "READY" ? "READY" : "NOT_READY";
          presence.mrds[0].reason = null;
        }
        this.load(user);
      },
      acceptTask: ({ taskId }) => {
        const task = this.tasks.get(taskId);
        if (task?.state !== "RESERVED") return no(409, "OFFER_GONE");
        clearTimeout(task.timer);
        const log = this.logs.get(task.conversationId);
        log.waiting = false;
        Object.assign(task, { state: "ACTIVE", deadline: null });
        log.participants.push({ id: user.id, type: "AGENT", name: user.name, role: "PRIMARY", active: true, joinedAt: now(), taskId: task.id });
        log.note("AGENT_SUBSCRIBED", { agentName: user.name });
        this.io.to(user.id).emit("snapshot", log.snapshot(task));
        this.load(user);
        const from = task.request.extra.from;
        if (from) this.close(USERS.find((u) => u.id === from.agentId), from);
        return ok({ task });
      },
      declineTask: ({ taskId }) => {
        const task = this.tasks.get(taskId);
        if (task?.state !== "RESERVED") return no(409, "OFFER_GONE");
        this.unanswered(task, task.request, "DECLINED");
      },
      leaveConversation: ({ conversationId, wrapUp }) => {
        const task = this.taskIn(user, conversationId);
        if (!task) return no(404, "NOT_FOUND");
        if (!wrapUp) return void this.close(user, task);
        this.setTask(user, task, "WRAP_UP", { deadline: new Date(Date.now() + this.wrapUpMs).toISOString() });
        Object.defineProperty(task, "wrap", { value: setTimeout(() => this.close(user, task), this.wrapUpMs), configurable: true });
      },
      finishWrapUp: inLog((log, payload) => {
        if (!payload.skip) applyWrapUp(log, payload);
        const task = this.taskIn(user, log.id);
        if (task) this.close(user, task);
      }),
      applyWrapUp: inLog(applyWrapUp),
      sendMessage: inLog((log, { id, kind, body, originalMessageId = null, channelSessionId = null, suggestionSeq }) => {
        if (suggestionSeq) log.settle(suggestionSeq, "ACCEPTED", user.name);
        const header = { originalMessageId, intent: originalMessageId ? "REPLY_TO" : "NONE", channelSessionId };
        const { activity, duplicate } = log.append(kind, { id: user.id, type: "AGENT", senderName: user.name }, body, id, header);
        return ok({ seq: activity.seq, duplicate });
      }),
      ignoreSuggestion: inLog((log, { suggestionSeq }) => {
        log.settle(suggestionSeq, "IGNORED", user.name);
        return ok({});
      }),
      typing: inLog((log, { state }) => this.world.toCustomer(log, { name: `TYPING_${state}`, sender: { id: user.id, type: "AGENT", senderName: user.name } })),
      receipt: inLog((log, receipt) => {
        const { recipientType, deliveredSeq, readSeq } = log.raise(user.id, "AGENT", receipt);
        this.world.toCustomer(log, { name: "RECEIPT", receipt: { recipientType, deliveredSeq, readSeq } });
      }),
      read: inLog((log, { afterSeq = 0, beforeSeq = Infinity, limit = 100 }) => {
        const range = log.activities.filter((a) => a.seq > afterSeq && a.seq < beforeSeq);
        const part = beforeSeq === Infinity ? range.slice(0, limit) : range.slice(-limit);
        return ok({ activities: part.map((a) => log.agentView(a)), more: range.length > part.length });
      }),
      open: inLog((log) => ok({ snapshot: log.snapshot(this.taskIn(user, log.id) ?? null) })),
      pastConversations: ({ customerId }) =>
        ok({ conversations: [...this.logs.values()].filter((log) => log.customer.id === customerId).map((log) => log.head()).reverse() }),
      pauseConversation: inLog((log, { durationMs }) => {
        log.holdUntil = new Date(Date.now() + durationMs).toISOString();
        log.note("CONVERSATION_PAUSED");
        this.changed(log);
      }),
      resumeConversation: inLog((log) => {
        log.holdUntil = null;
        log.note("CONVERSATION_RESUMED");
        this.changed(log);
      }),
      setConversationData: inLog((log, { data }) => {
        Object.assign(log.data, data);
        log.note("CONVERSATION_DATA_CHANGED");
        this.changed(log);
      }),
      listQueues: () => {
        const availableAgents = USERS.filter((u) => this.free(u)).map(({ id, name }) => ({ id, name }));
        return ok({ queues: [{ ...QUEUE, waiting: this.waiting.length, longestWaitMs: 0, availableAgents, estimatedWait: availableAgents.length ? null : { lowMs: 60_000, likelyMs: 120_000, highMs: 240_000 } }] });
      },
      transfer: inLog((log, { toAgentId, note }) => {
        const task = this.taskIn(user, log.id);
        if (!task) return no(404, "NOT_FOUND");
        this.setTask(user, task, "ACTIVE", { transferring: true });
        this.enqueue(log, { note, by: user.name, not: user.id, only: toAgentId, from: task });
      }),
    };
  }
}
