/** The customer's socket of the mock, after services/web-channel-manager/PROTOCOL.md. */
import { randomUUID } from "node:crypto";
import { answer, greet } from "./bot.mjs";
import { Log, now } from "./log.mjs";

export class Customers {
  constructor(io, world) {
    this.io = io;
    this.world = world;
    this.tokens = new Map();
    this.live = new Map();
    this.newest = new Map();
    io.use((socket, next) => {
      const { token, channelCustomerIdentifier: id, serviceIdentifier } = socket.handshake.auth;
      if (!id || serviceIdentifier !== "web-demo") next(new Error("unknown channel"));
      else if (token && this.tokens.get(token) !== id) next(new Error("token unknown"));
      else next();
    });
    io.on("connection", (socket) => this.connected(socket));
  }

  connected(socket) {
    const { channelCustomerIdentifier: id, token } = socket.handshake.auth;
    socket.join(id);
    const proof = token ?? randomUUID();
    this.tokens.set(proof, id);
    socket.emit("AUTHENTICATED", { token: proof, expiresAt: new Date(Date.now() + 86_400_000).toISOString() });
    socket.on("CHAT_REQUESTED", (request) => this.requested(id, request));
    socket.on("CHAT_RESUMED", ({ lastSeq = 0 }, ack) => ack(this.resumed(id, lastSeq)));
    socket.on("MESSAGE_RECEIVED", (message, ack) => ack(this.message(id, message)));
    socket.on("TYPING", ({ state }) => this.typing(id, state));
    socket.on("RECEIPT", (receipt) => this.receipt(id, receipt));
    socket.on("CHAT_ENDED", () => this.end(id, "CUSTOMER"));
  }

  requested(id, { additionalAttributes }) {
    const known = this.live.get(id);
    const log = known ?? this.start(id, additionalAttributes?.[0]?.value ?? {});
    this.io.to(id).emit("CHANNEL_SESSION_STARTED", {
      id: randomUUID(),
      header: { channelSessionId: log.sessions.at(-1).id, conversationId: log.id, customer: log.customer, channelData: log.service },
      body: { type: "NOTIFICATION", notificationType: "CHANNEL_SESSION_STARTED" },
    });
    if (!known) setTimeout(() => greet(log), 150);
  }

  start(id, data) {
    const attributes = data.formData?.attributes ?? [];
    const value = (key) => attributes.find((attribute) => attribute.key === key)?.value;
    const customer = {
      id: `customer-${id}`,
      firstName: value("name") ?? "Visitor",
      isAnonymous: !value("email"),
      phoneNumber: value("phone") ? [value("phone")] : [],
      email: value("email") ? [value("email")] : [],
      labels: [],
      attributes: {},
      version: 1,
    };
    const log = new Log(customer, { channelCustomerIdentifier: id, serviceIdentifier: "web-demo" });
    log.sessions.push({
      id: randomUUID(),
      channelName: "Web chat",
      channelType: "WEB",
      serviceIdentifier: "web-demo",
      active: true,
      reasonCode: null,
      startedAt: now(),
      data,
    });
    log.participants.push({ id: customer.id, type: "CUSTOMER", name: customer.firstName, role: "CUSTOMER", active: true, joinedAt: now() });
    log.listeners.add((activity) => {
      if (!Log.hidden(activity)) this.io.to(id).emit("MESSAGE_RECEIVED", log.customerView(activity));
    });
    this.world.adopt(log);
    this.live.set(id, log);
    this.newest.set(id, log);
    log.note("CHANNEL_SESSION_STARTED", { channelName: "Web chat" });
    log.note("BOT_SUBSCRIBED");
    return log;
  }

  resumed(id, lastSeq) {
    const log = this.live.get(id);
    if (!log) return { isChatAvailable: false };
    const activities = log.activities.filter((a) => a.seq > lastSeq && !Log.hidden(a)).map((a) => log.customerView(a));
    return { isChatAvailable: true, data: { session: log.sessions.at(-1), activities, seq: log.activities.length } };
  }

  message(id, message) {
    const log = this.live.get(id);
    if (!log) return { code: 409 };
    if (this.world.failing) return { code: 413 };
    const text = message.body.markdownText;
    const sender = { id: log.customer.id, type: "CUSTOMER", senderName: log.customer.firstName };
    const { activity, duplicate } = log.append("CUSTOMER_MESSAGE", sender, message.body, message.id);
    const people = log.participants.some((p) => p.type === "AGENT" && p.active);
    if (!duplicate && !people && !log.waiting) {
      setTimeout(() => {
        if (answer(log, text)) this.world.findAgent(log);
      }, 200);
    }
    return { code: 200, seq: activity.seq };
  }

  typing(id, state) {
    const log = this.live.get(id);
    if (log) this.world.toAgents(log, { name: `TYPING_${state}`, sender: { id: log.customer.id, type: "CUSTOMER", senderName: log.customer.firstName } });
  }

  receipt(id, receipt) {
    const log = this.live.get(id);
    if (log) this.world.toAgents(log, { name: "RECEIPT", receipt: log.raise(log.customer.id, "CUSTOMER", receipt) });
  }

  signal(log, signal) {
    this.io.to(log.service.channelCustomerIdentifier).emit("SIGNAL", signal);
  }

  end(id, reason) {
    const log = this.live.get(id);
    if (!log) return;
    this.live.delete(id);
    log.sessions.at(-1).active = false;
    log.note("CHANNEL_SESSION_ENDED", { reason });
    this.io.to(id).emit("CHANNEL_SESSION_ENDED", { reason });
    this.io.to(id).emit("CHAT_ENDED", { reason });
    this.world.ended(log);
  }

  transcript(token) {
    const log = this.newest.get(this.tokens.get(token));
    if (!log) return null;
    const session = log.sessions.at(-1);
    return {
      session: { state: session.active ? "LIVE" : "ENDED", startedAt: session.startedAt, serviceIdentifier: "web-demo", customerName: log.customer.firstName },
      activities: log.activities.filter((a) => !Log.hidden(a)).map((a) => log.customerView(a)),
    };
  }
}
