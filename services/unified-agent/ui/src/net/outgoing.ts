/** Sends answers one after the other within a conversation; conversations do not wait for each other. */
import { passes } from "@switchboard/customer-widget/socket";
import type { DeskState, Pending } from "../store/state";

export interface Ack {
  code?: number;
  seq?: number;
  error?: string;
  detail?: string;
}

interface Deps {
  state: () => DeskState;
  request: (message: Pending) => Promise<Ack>;
  ready: () => boolean;
  acknowledged: (message: Pending, seq: number) => void;
  failed: (message: Pending, error: string) => void;
}

const MAX_TRIES = 4;

export class Outgoing {
  private readonly busy = new Set<string>();

  constructor(private readonly deps: Deps) {}

  pump(): void {
    for (const id of Object.keys(this.deps.state().threads)) {
      if (!this.busy.has(id) && this.next(id)) void this.run(id);
    }
  }

  private next(conversationId: string): Pending | undefined {
    return this.deps.state().threads[conversationId]?.pending.find((m) => m.seq === null && m.failed === null);
  }

  private async run(conversationId: string): Promise<void> {
    this.busy.add(conversationId);
    let tries = 0;
    let current: string | undefined;
    for (let message = this.next(conversationId); message && this.deps.ready(); message = this.next(conversationId)) {
      tries = message.id === current ? tries + 1 : 1;
      current = message.id;
      const ack = await this.deps.request(message).catch(() => null);
      if (ack?.code === 200) {
        this.deps.acknowledged(message, ack.seq ?? 0);
      } else if (ack && !passes(ack.code)) {
        this.deps.failed(message, ack.detail ?? ack.error ?? String(ack.code));
      } else if (tries >= MAX_TRIES && this.deps.ready()) {
        this.deps.failed(message, "no answer");
      } else {
        await new Promise((resume) => setTimeout(resume, tries * 700));
      }
    }
    this.busy.delete(conversationId);
  }
}
