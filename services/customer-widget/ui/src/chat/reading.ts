/** What this visitor got and looked at, told to the server in few receipts: each says "everything up to here". */
import { loadSeen, saveSeen } from "./storage";

export class Reading {
  private looking = false;
  private conversationId: string | null = null;
  private last = 0;
  private seen = 0;
  private told = { deliveredSeq: 0, readSeq: 0 };
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly service: string,
    private readonly tell: (receipt: { deliveredSeq: number; readSeq?: number }) => boolean,
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
    if (last > this.told.deliveredSeq) this.soon();
  }

  private see(): void {
    if (!this.looking || this.conversationId === null || this.last <= this.seen) return;
    this.seen = this.last;
    saveSeen(this.service, this.conversationId, this.seen);
    this.seenChanged(this.seen);
    this.soon();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      const { last, seen } = this;
      if (last === this.told.deliveredSeq && seen === this.told.readSeq) return;
      const told = this.tell({ deliveredSeq: last, ...(seen > 0 ? { readSeq: seen } : {}) });
      if (told) this.told = { deliveredSeq: last, readSeq: seen };
    }, 150);
  }
}
