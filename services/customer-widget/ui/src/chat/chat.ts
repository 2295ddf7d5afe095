/** The chat of one visitor: joins socket, timeline and storage, and tells the screen what to show. */
import { Refused, type Opened } from "../files/upload";
import { Uploads } from "../files/uploads";
import { Socket, socketUrl, type SocketState } from "../socket";
import { webChannelData } from "./device";
import { Drafts } from "./drafts";
import type { Activity, DraftSignal, ReceiptSignal, Sender as MessageSender, Wait, WidgetConfig } from "./model";
import { Reading } from "./reading";
import { isUnanswered, type Resumed } from "./resumption";
import { Sender, type Ack } from "./sender";
import * as storage from "./storage";
import * as timeline from "./timeline";
import { OthersTyping, OwnTyping } from "./typing";
import { uuid } from "./uuid";
import { firstView, type ChatView } from "./view";
import { Visitor } from "./visitor";
import { endsWait } from "./wait";

const PATH = "/web-channel-manager/socket.io/";

type Signal = { name: string; sender?: MessageSender; receipt?: ReceiptSignal; wait?: Wait } & DraftSignal;

export class Chat {
  view: ChatView = firstView;
  private changed: (view: ChatView) => void = () => undefined;
  private readonly visitor: Visitor;
  private request: unknown = null;
  private resuming = false;
  /** The wish to end is repeated after a reconnect until the server confirms it. */
  private ending = false;
  private readonly socket: Socket;
  private readonly sender: Sender;
  private readonly typing: OwnTyping;
  private readonly others = new OthersTyping((typing) => {
    this.set({ typing });
  });
  private readonly drafts = new Drafts((draft) => {
    this.set({ draft });
  });
  private readonly reading: Reading;
  private readonly uploads = new Uploads({
    open: async (file) => {
      const answer = (await this.socket.request("UPLOAD_REQUESTED", file)) as Opened & { code: number; reason?: string };
      if (answer.code !== 200) throw new Refused(answer.reason ?? "");
      return answer;
    },
    done: (file) => {
      this.say("", file);
    },
    changed: (uploads) => {
      this.set({ uploads });
    },
  });
  private readonly service: string;

  constructor(
    private readonly config: WidgetConfig,
    private readonly language: () => string,
    private readonly queue: string | null,
  ) {
    this.service = config.serviceIdentifier;
    this.visitor = new Visitor(this.service);
    this.socket = new Socket({
      url: socketUrl(PATH),
      goaway: "GOAWAY",
      auth: () => this.visitor.auth,
      onEvent: (name, payload) => {
        this.onEvent(name, payload);
      },
      onState: (state) => {
        this.onState(state);
      },
    });
    this.typing = new OwnTyping((state) => this.socket.emit("TYPING", { state }));
    this.reading = new Reading(
      this.service,
      async (receipt) => {
        // Told anew once the chat goes on.
        if (!this.socket.online || this.view.phase !== "live") return true;
        const ack = (await this.socket.request("RECEIPT", receipt)) as Ack;
        return ack.code === 200;
      },
      (seenSeq) => {
        this.set({ seenSeq });
      },
    );
    this.sender = new Sender({
      next: () => this.view.timeline.pending.find((m) => m.seq === null && !m.failed),
      request: (message) => this.socket.request("MESSAGE_RECEIVED", this.visitor.message(message)) as Promise<Ack>,
      ready: () => this.socket.online && this.view.resumed && this.view.phase === "live",
      sent: (id, seq) => {
        storage.dropUnsent(this.service, id);
        this.setTimeline(timeline.acknowledged(this.view.timeline, id, seq));
      },
      failed: (id) => {
        this.setTimeline(timeline.failed(this.view.timeline, id));
      },
      noSession: () => {
        void this.resume();
      },
    });
  }

  /** One screen listens; it is told the current view at once. */
  subscribe(changed: (view: ChatView) => void): void {
    this.changed = changed;
    changed(this.view);
  }

  /** A visitor seen before may have a chat going on; a new one needs no connection before the form is sent. */
  open(): void {
    if (!this.visitor.known) {
      this.set({ phase: "form" });
      return;
    }
    let restored = this.view.timeline;
    for (const message of storage.loadUnsent(this.service)) restored = timeline.queue(restored, message);
    this.set({ timeline: restored });
    this.socket.connect();
  }

  /** `agreed`: when the visitor agreed to what the configuration asks; null if it asks nothing. */
  start(values: Readonly<Record<string, string>>, agreed: string | null = null): void {
    this.visitor.make();
    const { form } = this.config;
    const value = webChannelData({
      browserId: this.visitor.id,
      language: this.language(),
      queue: this.queue,
      formId: form?.id ?? null,
      fields: form?.fields ?? [],
      values,
      agreed,
    });
    this.request = [{ key: "WebChannelData", type: "WebChannelData", value }];
    this.set({ phase: "starting", problem: null, endReason: null });
    if (this.socket.online) this.ask();
    else this.socket.connect();
  }

  send(text: string): void {
    this.say(text);
  }

  attach(files: readonly File[]): void {
    this.uploads.add(files);
  }

  /** Stops an upload, or takes a failed one off the list. */
  detach(id: string): void {
    this.uploads.remove(id);
  }

  private say(text: string, file?: storage.SentFile): void {
    const message = { id: uuid(), text, at: new Date().toISOString(), ...(file ? { file } : {}) };
    storage.saveUnsent(this.service, message);
    this.typing.stop();
    this.setTimeline(timeline.queue(this.view.timeline, message));
    this.sender.pump();
  }

  retry(id: string): void {
    this.setTimeline(timeline.retried(this.view.timeline, id));
    this.sender.pump();
  }

  typed(empty: boolean): void {
    if (empty) this.typing.stop();
    else this.typing.input();
  }

  end(): void {
    this.typing.stop();
    this.ending = true;
    this.socket.emit("CHAT_ENDED", this.visitor.who);
  }

  again(): void {
    this.set({ phase: "form", endReason: null, problem: null });
  }

  reconnect(): void {
    if (this.view.connection.status === "refused") this.socket.connect();
    else this.socket.retryNow();
  }

  look(looking: boolean): void {
    this.reading.look(looking);
  }

  /** Handed only to pages of our own origin, for the transcript. */
  get token(): string | null {
    return this.visitor.token;
  }

  private ask(): void {
    this.socket.emit("CHAT_REQUESTED", { ...this.visitor.who, additionalAttributes: this.request });
  }

  private onState(connection: SocketState): void {
    this.set(connection.status === "online" ? { connection, problem: null } : { connection, resumed: false, typing: null });
    if (connection.status !== "online") this.drafts.clear();
    if (connection.status === "online") {
      if (this.view.phase === "starting") this.ask();
      else void this.resume();
    }
    if (connection.status === "refused") this.refused(connection.message);
  }

  private refused(message: string): void {
    if (!message.startsWith("token")) {
      this.set({ problem: "refused" });
      return;
    }
    this.disbelieved();
  }

  /** Somebody who is just starting goes on as a new visitor; others see the form. */
  private disbelieved(): void {
    this.visitor.forget();
    if (this.view.phase === "starting") {
      this.visitor.make();
      this.socket.connect();
    } else {
      this.set({ phase: "form" });
    }
  }

  private async resume(): Promise<void> {
    if (this.resuming || !this.socket.online) return;
    this.resuming = true;
    try {
      const lastSeq = this.view.timeline.last;
      const answer = (await this.socket.request("CHAT_RESUMED", { ...this.visitor.who, lastSeq })) as Resumed;
      this.resuming = false;
      if (isUnanswered(answer)) this.resumeLater();
      else if (answer.isChatAvailable) this.caughtUp(answer.data?.activities ?? [], answer.data?.seq ?? 0);
      else this.noChat();
    } catch {
      this.resuming = false;
      this.resumeLater();
    }
  }

  /** Connected but unanswered: the next activity or the next connection asks again; so do we, unhurriedly. */
  private resumeLater(): void {
    setTimeout(() => void this.resume(), 2_000);
  }

  private caughtUp(activities: Activity[], seq: number): void {
    const step = timeline.replay(this.view.timeline, activities, seq);
    this.visitor.live(true);
    this.set({ phase: "live", resumed: true, timeline: step.timeline, problem: null });
    for (const activity of activities) this.row(activity);
    this.afterActivities();
    this.reading.resumed();
    if (this.ending) this.end();
    if (step.gap) void this.resume();
  }

  private noChat(): void {
    this.visitor.live(false);
    if (this.view.phase === "live") this.ended(null);
    else if (this.view.phase === "loading") {
      this.set({ phase: "form" });
      // Somebody who only looks at the form needs no line.
      this.socket.close();
    }
  }

  private onEvent(name: string, payload: unknown): void {
    switch (name) {
      case "AUTHENTICATED":
        this.visitor.authenticated((payload as { token: string }).token);
        return;
      case "CHANNEL_SESSION_STARTED":
        this.started(payload as { header?: { conversationId?: string } });
        return;
      case "MESSAGE_RECEIVED":
        this.received(payload as Activity);
        return;
      case "SIGNAL":
        this.signal(payload as Signal);
        return;
      case "CHANNEL_SESSION_ENDED":
      case "CHANNEL_SESSION_EXPIRED":
      case "CHAT_ENDED":
        this.ended((payload as { reason?: string } | undefined)?.reason ?? null);
        return;
      case "ERRORS":
        this.errors(payload as { code?: number });
    }
  }

  private started(session: { header?: { conversationId?: string } }): void {
    const id = session.header?.conversationId ?? null;
    this.visitor.live(true);
    const next = id === null ? this.view.timeline : timeline.begin(this.view.timeline, id);
    this.set({ phase: "live", resumed: true, timeline: next, problem: null });
    // The session may have joined a conversation already going on: one question brings what came before.
    void this.resume();
    this.sender.pump();
  }

  private received(activity: Activity): void {
    const { timeline: current, phase } = this.view;
    // A new chat may speak before its start is announced.
    const base = phase === "starting" && current.conversationId !== activity.conversationId ? timeline.begin(current, activity.conversationId) : current;
    const step = timeline.receive(base, activity);
    this.row(activity);
    this.set({ timeline: step.timeline, ...(timeline.isMessage(activity) && !timeline.isOwn(activity) ? { typing: null } : {}) });
    this.afterActivities();
    if (step.gap) void this.resume();
  }

  private row(activity: Activity): void {
    storage.dropUnsent(this.service, activity.id);
    this.drafts.row(activity);
    if (endsWait(activity)) this.set({ wait: null });
  }

  private signal(signal: Signal): void {
    if (signal.name === "DRAFT") {
      this.drafts.signal(signal);
      return;
    }
    if (signal.name === "WAIT") {
      this.set({ wait: signal.wait ?? null });
      return;
    }
    if (signal.name === "RECEIPT" && signal.receipt) {
      this.setTimeline(timeline.receipt(this.view.timeline, signal.receipt));
      return;
    }
    if (signal.sender?.type === "CUSTOMER") return;
    this.others.signal(signal.name === "TYPING_STARTED", signal.sender?.senderName ?? "");
  }

  private ended(reason: string | null): void {
    if (this.view.phase !== "live" && this.view.phase !== "ended") return;
    for (const message of this.view.timeline.pending) storage.dropUnsent(this.service, message.id);
    this.visitor.live(false);
    this.ending = false;
    this.drafts.clear();
    this.set({ phase: "ended", endReason: reason ?? this.view.endReason, typing: null });
    this.socket.close();
  }

  private errors({ code }: { code?: number }): void {
    if (code === 401) {
      this.socket.close();
      this.disbelieved();
      return;
    }
    if (this.view.phase === "starting") this.set({ phase: "form", problem: "server" });
  }

  private afterActivities(): void {
    const { conversationId, last } = this.view.timeline;
    this.reading.reached(conversationId, last);
    this.sender.pump();
  }

  private setTimeline(next: timeline.Timeline): void {
    this.set({ timeline: next });
  }

  private set(change: Partial<ChatView>): void {
    this.view = { ...this.view, ...change };
    this.changed(this.view);
  }
}
