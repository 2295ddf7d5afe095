/** Where the customer can be answered and for how long: the windows of providers. Pure, so it can be tested. */

import type { Carries } from "./carries";

/** A live session as `ccm` describes it. */
export interface Reach {
  sessionId: string;
  channelType: string;
  channelName: string;
  lastInboundAt: string | null;
  /** Free texts may be sent until then; none where the channel has no window, or the customer never wrote. */
  windowEndsAt: string | null;
  /** People may write until then, where the provider has a wider window for them. */
  humanEndsAt: string | null;
  hasWindow: boolean;
  /** Null where nothing but the tenant's own limits holds, as in the browser. */
  carries: Carries | null;
}

export type Window =
  /** Nothing to watch. */
  | { kind: "none" }
  /** Anything may be sent for so many milliseconds. */
  | { kind: "open"; left: number }
  /** Only people may write, for so many milliseconds. */
  | { kind: "people"; left: number }
  /** Only templates. */
  | { kind: "closed" };

/** The session on which the customer wrote last: answers go there. */
export function answered(reaches: readonly Reach[]): Reach | null {
  const instant = (reach: Reach) => (reach.lastInboundAt === null ? 0 : Date.parse(reach.lastInboundAt));
  return [...reaches].sort((a, b) => instant(b) - instant(a))[0] ?? null;
}

export function windowOf(reach: Reach | null, now: number): Window {
  if (!reach?.hasWindow) return { kind: "none" };
  const left = (end: string | null) => (end === null ? 0 : Date.parse(end) - now);
  const open = left(reach.windowEndsAt);
  if (open > 0) return { kind: "open", left: open };
  const people = left(reach.humanEndsAt);
  return people > 0 ? { kind: "people", left: people } : { kind: "closed" };
}

/** `6 d 4 h`, `3 h 12 min`, `4 min`, `50 s`: the two largest units, as a person would say them. */
export function leftText(left: number, language: string): string {
  const seconds = Math.max(0, Math.floor(left / 1000));
  const parts: [number, Intl.NumberFormatOptions["unit"]][] = [
    [Math.floor(seconds / 86_400), "day"],
    [Math.floor(seconds / 3_600) % 24, "hour"],
    [Math.floor(seconds / 60) % 60, "minute"],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  const said = first < 0 ? ([[seconds, "second"]] as typeof parts) : parts.slice(first, first + 2).filter(([count]) => count > 0);
  return said.map(([count, unit]) => new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(count)).join(" ");
}
