/** What this visitor got and looked at, told to the server in few receipts: each says "everything up to here". */
import { loadSeen, saveSeen } from "./storage";

/** Between hearing of news and telling: several rows make one receipt. */
const GATHER = 150;
/** After a receipt nobody acknowledged. */
const AGAIN = 2000;

export class Reading {
  private looking = false;
  private conversationId: string | null = null;
  private last = 0;
  private seen = 0;
  private told = { deliveredSeq: 0, readSeq: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly service: string,
    /** Resolves to whether the server took it; rejects or resolves to false if not. */
    private readonly tell: (receipt: { deliveredSeq: number; readSeq?: number }) => Promise<boolean>,
    private readonly seenChanged: (seq: number) => void,
  ) {}

  /** Read marks follow the eye: the panel is open and the page is in front. */
  look(looking: boolean): void {
    this.looking = looking;
    this.see();
  }

  reached(conversationId: string | null, last: number): void {
    if (conversationId === null) return;
    if (conversationId !== this.conversationId) {
      this.conversationId = conversationId;
      this.told = { deliveredSeq: 0, readSeq: 0 };
      this.seen = loadSeen(this.service, conversationId);
      this.seenChanged(this.seen);
    }
    this.last = last;
    this.see();
    if (last > this.told.deliveredSeq) this.soon(GATHER);
  }

  /** The chat goes on after a break: what was told before it may be lost. */
  resumed(): void {
    this.told = { deliveredSeq: 0, readSeq: 0 };
    if (this.last > 0) this.soon(GATHER);
  }

  private see(): void {
    if (!this.looking || this.conversationId === null || this.last <= this.seen) return;
    this.seen = this.last;
    saveSeen(this.service, this.conversationId, this.seen);
    this.seenChanged(this.seen);
    this.soon(GATHER);
  }

  private soon(pause: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.say(), pause);
  }

  private async say(): Promise<void> {
    const { last, seen, conversationId } = this;
    if (last === this.told.deliveredSeq && seen === this.told.readSeq) return;
    const taken = await this.tell({ deliveredSeq: last, ...(seen > 0 ? { readSeq: seen } : {}) }).catch(() => false);
    if (conversationId !== this.conversationId) return;
    if (taken) this.told = { deliveredSeq: last, readSeq: seen };
    else this.soon(AGAIN);
  }
}
