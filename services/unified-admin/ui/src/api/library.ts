/** What is known of every kind, once for all pages: lists are read when first looked at and again when the window comes back. */
import { Problem } from "../auth";
import type { Api } from "./client";
import { KIND_NAMES, PATHS, type Documents, type Draft, type KindName, type Stored } from "./documents";

export interface Shelf<T> {
  items: readonly T[];
  status: "unread" | "reading" | "ready" | "failed";
  problem: Problem | null;
}
export type Shelves = { readonly [K in KindName]: Shelf<Documents[K]> };

const UNREAD: Shelf<never> = { items: [], status: "unread", problem: null };

export class Library {
  private shelves = Object.fromEntries(KIND_NAMES.map((kind) => [kind, UNREAD])) as unknown as Shelves;
  private readonly listeners = new Set<() => void>();
  private readonly running = new Map<KindName, Promise<void>>();

  constructor(readonly api: Api) {}

  readonly all = (): Shelves => this.shelves;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Reads what nobody has read yet. */
  need(...kinds: KindName[]): void {
    for (const kind of kinds) if (this.shelves[kind].status === "unread") void this.read(kind);
  }

  /** Reads again what somebody has looked at: a colleague may have changed it. */
  refresh(): void {
    for (const kind of KIND_NAMES) if (this.shelves[kind].status !== "unread") void this.read(kind);
  }

  /** Once for all who ask at the same time. */
  read(kind: KindName): Promise<void> {
    const running = this.running.get(kind) ?? this.fetchAll(kind).finally(() => this.running.delete(kind));
    this.running.set(kind, running);
    return running;
  }

  async readOne<K extends KindName>(kind: K, id: string): Promise<Documents[K]> {
    const item = (await this.api.get(address(kind, id))) as Documents[K];
    this.place(kind, item);
    return item;
  }

  async create<K extends KindName>(kind: K, draft: Draft<Documents[K]>, key: string): Promise<Documents[K]> {
    const item = (await this.api.post(PATHS[kind], draft, key)) as Documents[K];
    this.place(kind, item);
    return item;
  }

  /** `version` 0 is a new one under an id of our choice. */
  async change<K extends KindName>(kind: K, id: string, version: number, draft: Draft<Documents[K]>): Promise<Documents[K]> {
    const item = (await this.api.put(address(kind, id), version === 0 ? draft : { ...draft, version })) as Documents[K];
    this.place(kind, item);
    return item;
  }

  async remove(kind: KindName, id: string): Promise<void> {
    await this.api.remove(address(kind, id));
    this.set(kind, { items: (this.shelves[kind].items as readonly Stored[]).filter((item) => item.id !== id) as never });
  }

  private async fetchAll(kind: KindName): Promise<void> {
    if (this.shelves[kind].status !== "ready") this.set(kind, { status: "reading", problem: null });
    try {
      const { items } = (await this.api.get(PATHS[kind])) as { items: never[] };
      this.set(kind, { items, status: "ready", problem: null });
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(500, "", String(error));
      // What was read before is still the best we have; the offline banner says that it may be old.
      if (this.shelves[kind].status !== "ready") this.set(kind, { status: "failed", problem });
    }
  }

  private place(kind: KindName, item: Stored): void {
    const items = this.shelves[kind].items as readonly Stored[];
    const at = items.findIndex((other) => other.id === item.id);
    this.set(kind, { items: (at < 0 ? [...items, item] : items.map((other, n) => (n === at ? item : other))) as never });
  }

  private set(kind: KindName, change: Partial<Shelf<never>>): void {
    this.shelves = { ...this.shelves, [kind]: { ...this.shelves[kind], ...change } };
    for (const listener of this.listeners) listener();
  }
}

export const address = (kind: KindName, id: string): string => `${PATHS[kind]}/${encodeURIComponent(id)}`;
