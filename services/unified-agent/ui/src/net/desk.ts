/** The desk's line to the server: socket events into the store, the agent's actions out, effects carried out. */
import { Socket, socketUrl } from "@switchboard/customer-widget/socket";
import { uuid } from "@switchboard/customer-widget/text";
import type { SessionKeeper } from "@switchboard/unified-admin/auth";
import type { Activity, ServerEvent, Snapshot, Task } from "../store/model";
import * as outbox from "../store/outbox";
import type { Effect, MessageKind } from "../store/state";
import type { Store } from "../store/store";
import type { Addressed, SentFile } from "../store/thread";
import type { SentTemplate } from "../ui/thread/templates";
import { Actions, Refused } from "./actions";
import { Live } from "./live";
import { Outgoing, type Ack } from "./outgoing";

const REFUSED_AGAIN = 30_000;
const PATH = "/agent-manager/socket.io/";
const KNOWN = new Set<string>([
  ...["welcome", "live", "agentPresence", "taskRequest", "revokeTask", "snapshot", "activity", "conversation", "signal"],
  ...["taskState", "topicClosed", "resynchronised", "socketSessionRemoved", "errors"],
]);

export class Desk extends Actions {
  private readonly socket: Socket;
  private readonly outgoing: Outgoing;
  private refusedAt = -Infinity;
  private readonly restored = new Set<string>();
  readonly live = new Live((event, payload) => this.ask(event, payload));
  /** Rings, titles and notifications hang on here. */
  onIncoming: (conversationId: string) => void = () => undefined;

  constructor(
    private readonly store: Store,
    private readonly keeper: SessionKeeper,
    tab: string,
  ) {
    super();
    this.socket = new Socket({
      url: socketUrl(PATH),
      goaway: "goaway",
      auth: () => ({ token: keeper.session?.accessToken ?? "", sessionId: tab, cursors: this.cursors() }),
      onEvent: (name, payload) => {
        this.receive(name, payload);
      },
      onState: (state) => {
        if (state.status === "refused") this.refused(state.message);
        else if (state.status === "waiting") store.dispatch({ type: "connection", connection: state });
        else if (state.status !== "idle") store.dispatch({ type: "connection", connection: { status: state.status } });
      },
    });
    this.outgoing = new Outgoing({
      state: store.get,
      ready: () => this.socket.online && store.get().live,
      request: ({ conversationId, id, kind, text, file, template, replyTo, channelSessionId, suggestionSeq }) => {
        // What a file is, the server knows better.
        const plain = template ? { type: "TEMPLATE", markdownText: text, ...template } : { type: "PLAIN", markdownText: text };
        const body = file ? { type: "FILE", caption: text, attachment: { fileId: file.fileId } } : plain;
        const to = { ...(replyTo ? { originalMessageId: replyTo } : {}), ...(channelSessionId ? { channelSessionId } : {}), ...(suggestionSeq ? { suggestionSeq } : {}) };
        return this.socket.request("sendMessage", { conversationId, id, kind, body, ...to }) as Promise<Ack>;
      },
      acknowledged: ({ conversationId, id }, seq) => {
        outbox.drop(id);
        store.dispatch({ type: "acknowledged", conversationId, id, seq });
      },
      failed: ({ conversationId, id }, error) => {
        store.dispatch({ type: "sendFailed", conversationId, id, error });
      },
    });
    store.onEffect((effect) => {
      this.perform(effect);
    });
  }

  connect = (): void => {
    this.socket.connect();
  };

  retryNow = (): void => {
    this.socket.retryNow();
  };

  close = (): void => {
    this.socket.close();
  };

  accept = async (task: Task): Promise<void> => {
    await this.answer(task, "acceptTask", { taskId: task.id });
    this.store.dispatch({ type: "offerAnswered", taskId: task.id, select: task.conversationId });
  };

  decline = async (task: Task): Promise<void> => {
    await this.answer(task, "declineTask", { taskId: task.id, reason: "DECLINED" });
    this.store.dispatch({ type: "offerAnswered", taskId: task.id, select: null });
  };

  send = (conversationId: string, kind: MessageKind, text: string, more: Addressed & { file?: SentFile } = {}): void => {
    const message = { id: uuid(), conversationId, kind, text, at: new Date().toISOString(), ...more };
    outbox.keep(message);
    this.store.dispatch({ type: "queued", message });
  };

  /** A message that the provider has approved; `text` is what the customer reads. */
  sendTemplate = (conversationId: string, text: string, template: SentTemplate, to: Addressed = {}): void => {
    const message = { id: uuid(), conversationId, kind: "AGENT_MESSAGE" as const, text, at: new Date().toISOString(), template, ...to };
    outbox.keep(message);
    this.store.dispatch({ type: "queued", message });
  };

  retry = (conversationId: string, id: string): void => {
    this.store.dispatch({ type: "retried", conversationId, id });
  };

  discard = (conversationId: string, id: string): void => {
    outbox.drop(id);
    this.store.dispatch({ type: "discarded", conversationId, id });
  };

  typing = (conversationId: string, state: "STARTED" | "STOPPED"): void => {
    this.socket.emit("typing", { conversationId, state });
  };

  /** Opens a past conversation to read; with a number, so far back that its row is there. Answers that row's id. */
  view = async (conversationId: string, seq?: number): Promise<string | undefined> => {
    const { snapshot } = (await this.ask("open", { conversationId })) as { snapshot: Snapshot };
    let { activities, more } = snapshot;
    for (let first = activities[0]?.seq; seq !== undefined && more && first !== undefined && first > seq; first = activities[0]?.seq) {
      const page = await this.read({ conversationId, beforeSeq: first, limit: 500 });
      activities = [...page.activities, ...activities];
      more = page.more && page.activities.length > 0;
    }
    this.store.dispatch({ type: "viewing", snapshot: { ...snapshot, activities, more } });
    return activities.find((activity) => activity.seq === seq)?.id;
  };

  loadEarlier = async (conversationId: string, beforeSeq: number): Promise<void> => {
    const { activities, more } = await this.read({ conversationId, beforeSeq, limit: 100 });
    this.store.dispatch({ type: "earlier", conversationId, activities, more });
  };

  private cursors(): Record<string, number> {
    const open = Object.values(this.store.get().threads).filter((thread) => thread.closed === null);
    return Object.fromEntries(open.map((thread) => [thread.conversation.id, thread.last]));
  }

  private receive(name: string, payload: unknown): void {
    if (this.live.receive(name, payload) || !KNOWN.has(name)) return;
    if (name === "socketSessionRemoved") this.socket.close();
    this.store.dispatch({ type: "server", event: { type: name, payload } as ServerEvent, now: Date.now() });
    if (name === "live") this.live.reconnected();
    if (name === "snapshot") this.restore((payload as Snapshot).conversation.id);
    if (name === "activity") outbox.drop((payload as Activity).id);
  }

  /** What was written before a reload and never acknowledged goes out again; known ids are recognised. */
  private restore(conversationId: string): void {
    if (this.restored.has(conversationId)) return;
    this.restored.add(conversationId);
    for (const message of outbox.kept(conversationId)) this.store.dispatch({ type: "queued", message });
  }

  /** A token that ran out meanwhile is the usual reason: a fresh one is asked for at once, but not in a circle. */
  private refused(message: string): void {
    this.store.dispatch({ type: "connection", connection: { status: "refused", message } });
    if (Date.now() - this.refusedAt > REFUSED_AGAIN) void this.keeper.renew();
    this.refusedAt = Date.now();
  }

  /** Call with every new token. */
  tokenRenewed = (): void => {
    if (this.store.get().connection.status === "refused") this.socket.connect();
  };

  /** An offer that is gone leaves the screen, whatever was pressed. */
  private async answer(task: Task, event: string, payload: unknown): Promise<void> {
    try {
      await this.ask(event, payload);
    } catch (error) {
      if (error instanceof Refused) this.store.dispatch({ type: "offerAnswered", taskId: task.id, select: null });
      throw error;
    }
  }

  protected async ask(event: string, payload: unknown): Promise<unknown> {
    const ack = (await this.socket.request(event, payload)) as Ack;
    if (ack.code !== 200) throw new Refused(ack.code ?? 0, ack.error ?? "", ack.detail ?? ack.error ?? "");
    return ack;
  }

  private async read(range: object): Promise<{ activities: Activity[]; more: boolean }> {
    const answer = (await this.ask("read", range)) as { activities?: Activity[]; more?: boolean };
    return { activities: answer.activities ?? [], more: answer.more ?? false };
  }

  private perform(effect: Effect): void {
    switch (effect.type) {
      case "pump":
        this.outgoing.pump();
        return;
      case "receipt": {
        const { conversationId, deliveredSeq, readSeq } = effect;
        this.socket.emit("receipt", { conversationId, deliveredSeq, readSeq });
        return;
      }
      case "incoming":
        this.onIncoming(effect.conversationId);
        return;
      case "read":
        void this.fill(effect.conversationId, effect.afterSeq);
        return;
      case "open":
        void this.confirm(effect.conversationId);
    }
  }

  private async fill(conversationId: string, afterSeq: number): Promise<void> {
    try {
      const { activities, more } = await this.read({ conversationId, afterSeq, limit: 200 });
      this.store.dispatch({ type: "filled", conversationId, activities, more, events: true });
    } catch {
      this.store.dispatch({ type: "fillFailed", conversationId });
    }
  }

  private async confirm(conversationId: string): Promise<void> {
    try {
      const { snapshot } = (await this.ask("open", { conversationId })) as { snapshot: Snapshot };
      this.store.dispatch({ type: "server", event: { type: "snapshot", payload: snapshot }, now: Date.now() });
      // Readable, but no task of ours any more: it ended while we were away.
      if (snapshot.task === null) this.store.dispatch({ type: "gone", conversationId });
    } catch (error) {
      if (error instanceof Refused) this.store.dispatch({ type: "gone", conversationId });
    }
  }
}
