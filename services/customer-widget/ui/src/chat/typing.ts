/** Typing both ways: ours is told at most every 3 s, theirs fades when it is not renewed. */

const RENEW = 3_000;
const IDLE = 5_000;
/** Longer than the other side's renewal, so that one lost signal does not make it flicker. */
const TYPING_FADES = 8_000;

export class OwnTyping {
  private toldAt = -Infinity;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly tell: (state: "STARTED" | "STOPPED") => void,
    private readonly now: () => number = () => Date.now(),
  ) {}

  input(): void {
    clearTimeout(this.idle);
    this.idle = setTimeout(() => {
      this.stop();
    }, IDLE);
    if (this.now() - this.toldAt < RENEW) return;
    this.toldAt = this.now();
    this.tell("STARTED");
  }

  stop(): void {
    clearTimeout(this.idle);
    if (this.toldAt === -Infinity) return;
    this.toldAt = -Infinity;
    this.tell("STOPPED");
  }
}

export class OthersTyping {
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (name: string | null) => void) {}

  signal(started: boolean, name: string): void {
    clearTimeout(this.timer);
    this.show(started ? name : null);
    if (!started) return;
    this.timer = setTimeout(() => {
      this.show(null);
    }, TYPING_FADES);
  }
}
