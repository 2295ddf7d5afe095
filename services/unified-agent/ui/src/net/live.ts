/** What the desk only holds while somebody looks at it: the supervisors’ board and the lists to fetch from. */

import type { Wait } from "../store/model";

export interface WaitingRequest {
  id: string;
  conversationId: string;
  position: number;
  priority: number;
  direction: string;
  enqueuedAt: string;
  ttlAt: string | null;
  estimatedWait: Wait | null;
  customerName: string;
  customerKnown: boolean;
  channelType: string;
}

export interface ServiceLevel {
  thresholdMs: number;
  windowMs: number;
  accepted: number;
  within: number;
  abandoned: number;
  perMille: number | null;
}

export interface BoardQueue {
  id: string;
  name: string;
  mrdId: string;
  mode: "PUSH" | "PULL";
  waiting: number;
  oldestAt: string | null;
  activeTasks: number;
  available: number;
  estimatedWait: Wait | null;
  serviceLevel: ServiceLevel;
  requests: WaitingRequest[];
}

export interface BoardTask {
  id: string;
  requestId: string;
  conversationId: string;
  state: string;
  direction: string;
  queueName: string | null;
  customerName: string | null;
  offeredAt: string | null;
}

export interface BoardAgent {
  agentId: string;
  name: string;
  state: "READY" | "NOT_READY" | "LOGOUT";
  reason: string | null;
  stateSince: string | null;
  connected: boolean;
  mrds: { mrdId: string; name: string; state: string; load: number; max: number }[];
  tasks: BoardTask[];
}

export interface Board {
  at: string;
  queues: BoardQueue[];
  agents: BoardAgent[];
}

type Ask = (event: string, payload: unknown) => Promise<unknown>;
type Topic = "board" | "lists";

const EVENTS = { board: "watchBoard", lists: "watchLists" } as const;

/** Subscriptions live as long as somebody looks; a new connection asks again for those that are open. */
export class Live {
  private readonly watchers: Record<Topic, Set<() => void>> = { board: new Set(), lists: new Set() };
  private held: { board: Board | null; lists: BoardQueue[] | null } = { board: null, lists: null };

  constructor(private readonly ask: Ask) {}

  board = (): Board | null => this.held.board;
  lists = (): BoardQueue[] | null => this.held.lists;

  /** For `useSyncExternalStore`: the first who looks subscribes, the last who leaves ends it. */
  watchBoard = (changed: () => void): (() => void) => this.watch("board", changed);
  watchLists = (changed: () => void): (() => void) => this.watch("lists", changed);

  /** A server event that is not the store’s; false if it is not ours either. */
  receive(name: string, payload: unknown): boolean {
    if (name === "board") this.set({ board: payload as Board }, "board");
    else if (name === "lists") this.set({ lists: (payload as { lists: BoardQueue[] }).lists }, "lists");
    else return false;
    return true;
  }

  /** The connection is new: the server knows of no subscription. */
  reconnected(): void {
    for (const topic of ["board", "lists"] as const) if (this.watchers[topic].size > 0) this.tell(topic, true);
  }

  private watch(topic: Topic, changed: () => void): () => void {
    const watchers = this.watchers[topic];
    watchers.add(changed);
    if (watchers.size === 1) this.tell(topic, true);
    return () => {
      watchers.delete(changed);
      if (watchers.size > 0) return;
      this.held = { ...this.held, [topic]: null };
      this.tell(topic, false);
    };
  }

  private tell(topic: Topic, on: boolean): void {
    this.ask(EVENTS[topic], { on }).then(
      (answer) => {
        const { lists } = answer as { lists?: BoardQueue[] };
        if (on && lists && this.watchers.lists.size > 0) this.set({ lists }, "lists");
      },
      // A connection that is lost asks again when it is back.
      () => undefined,
    );
  }

  private set(part: Partial<Live["held"]>, topic: Topic): void {
    this.held = { ...this.held, ...part };
    for (const changed of this.watchers[topic]) changed();
  }
}
