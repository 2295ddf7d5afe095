/** What a screen reader is told of something that changes again and again: the first word at once, then seldom, and always the newest. */

/** Between two words. */
const PAUSE = 30_000;
/** What was said is taken away after this time: whoever reads the page line by line need not find it twice. */
const STAYS = 5_000;

export class Spoken {
  private newest = "";
  private said = "";
  private silentUntil = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private fading: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (text: string) => void) {}

  /** `urgent` does not wait for its turn. */
  say(text: string, urgent: boolean): void {
    this.newest = text;
    clearTimeout(this.timer);
    if (text === this.said) return;
    const pause = urgent ? 0 : this.silentUntil - Date.now();
    if (pause <= 0) this.speak();
    else {
      this.timer = setTimeout(() => {
        this.speak();
      }, pause);
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    clearTimeout(this.fading);
  }

  private speak(): void {
    clearTimeout(this.fading);
    this.said = this.newest;
    this.silentUntil = Date.now() + PAUSE;
    this.show(this.said);
    this.fading = setTimeout(() => {
      this.show("");
    }, STAYS);
  }
}
