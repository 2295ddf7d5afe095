/** An answer while it is coming: signals show it grow, the message of the log takes its place. */
import type { Activity, DraftSignal } from "./model";
import { isMessage, isOwn } from "./timeline";

export interface Draft {
  messageId: string;
  who: string;
  text: string;
}

/** As long as others’ typing: what is not renewed by then is not coming any more. */
const FADES = 8_000;

export class Drafts {
  private current: Draft | null = null;
  /** Messages that are there: a signal that was overtaken must not bring them back. */
  private readonly arrived = new Set<string>();
  private agents = false;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly show: (draft: Draft | null) => void) {}

  signal({ sender, draft }: DraftSignal): void {
    if (sender?.type !== "BOT" || !draft || this.agents || this.arrived.has(draft.messageId)) return;
    this.set(draft.text.trim() === "" ? null : { messageId: draft.messageId, who: sender.senderName ?? "", text: draft.text });
  }

  /** Every row, in order: once an agent is there a bot has nothing to say to the customer. */
  row(activity: Activity): void {
    if (activity.name === "AGENT_SUBSCRIBED") this.agents = true;
    if (activity.name === "AGENT_UNSUBSCRIBED") this.agents = false;
    if (isMessage(activity)) this.arrived.add(activity.id);
    const ends = activity.name === "AGENT_SUBSCRIBED" || activity.name.startsWith("CHANNEL_SESSION_") || (isMessage(activity) && !isOwn(activity));
    if (ends && this.current !== null) this.set(null);
  }

  clear(): void {
    if (this.current !== null) this.set(null);
  }

  private set(draft: Draft | null): void {
    clearTimeout(this.timer);
    this.current = draft;
    this.show(draft);
    if (draft === null) return;
    this.timer = setTimeout(() => {
      this.set(null);
    }, FADES);
  }
}
