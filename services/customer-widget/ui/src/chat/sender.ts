/** Delivers the customer's messages one after the other, so that they arrive in the order they were written. */
import { passes } from "../socket/passing";
import type { Pending } from "./timeline";

export interface Ack {
  code?: number;
  seq?: number;
}

interface Deps {
  /** The next message nobody has acknowledged or given up on. */
  next: () => Pending | undefined;
  request: (message: Pending) => Promise<Ack>;
  /** Connected, resumed and with a live session: only then is sending worth an attempt. */
  ready: () => boolean;
  sent: (id: string, seq: number) => void;
  failed: (id: string) => void;
  /** The server knows of no live session. */
  noSession: () => void;
}

const MAX_TRIES = 4;

export class Sender {
  private busy = false;

  constructor(private readonly deps: Deps) {}

  /** Call whenever something may have become sendable; does nothing while already at work. */
  pump(): void {
    if (this.busy) return;
    void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    let tries = 0;
    let current: string | undefined;
    for (let message = this.deps.next(); message && this.deps.ready(); message = this.deps.next()) {
      tries = message.id === current ? tries + 1 : 1;
      current = message.id;
      const outcome = await this.attempt(message);
      if (outcome === "again" && tries < MAX_TRIES) {
        await new Promise((resume) => setTimeout(resume, tries * 700));
      } else if (outcome === "again" && this.deps.ready()) {
        this.deps.failed(message.id);
      }
    }
    this.busy = false;
  }

  private async attempt(message: Pending): Promise<"done" | "again"> {
    let ack: Ack;
    try {
      ack = await this.deps.request(message);
    } catch {
      return "again";
    }
    if (ack.code === 200) {
      this.deps.sent(message.id, ack.seq ?? 0);
      return "done";
    }
    if (passes(ack.code)) return "again";
    this.deps.failed(message.id);
    if (ack.code === 409) this.deps.noSession();
    return "done";
  }
}
