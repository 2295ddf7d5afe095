import { describe, expect, it } from "vitest";
import { answered, leftText, windowOf, type Reach } from "./reach";

const HOUR = 3_600_000;
const NOW = Date.parse("2026-09-01T12:00:00Z");
const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
const reach = (more: Partial<Reach>): Reach => ({
  ...{ sessionId: "s", channelType: "WHATSAPP", channelName: "WhatsApp", lastInboundAt: at(-1), hasWindow: true },
  ...{ windowEndsAt: at(23), humanEndsAt: null, carries: null },
  ...more,
});

describe("the window of a channel", () => {
  it("is open for a while after the customer wrote", () => {
    expect(windowOf(reach({}), NOW)).toEqual({ kind: "open", left: 23 * HOUR });
  });

  it("is closed afterwards, to the millisecond", () => {
    expect(windowOf(reach({ windowEndsAt: at(0) }), NOW)).toEqual({ kind: "closed" });
    expect(windowOf(reach({ windowEndsAt: at(0) }), NOW - 1)).toEqual({ kind: "open", left: 1 });
  });

  it("stays open for people where the provider lets them", () => {
    expect(windowOf(reach({ windowEndsAt: at(-1), humanEndsAt: at(100) }), NOW)).toEqual({ kind: "people", left: 100 * HOUR });
  });

  it("is closed to a customer who never wrote, and not there on channels without one", () => {
    expect(windowOf(reach({ lastInboundAt: null, windowEndsAt: null }), NOW)).toEqual({ kind: "closed" });
    expect(windowOf(reach({ hasWindow: false, windowEndsAt: null }), NOW)).toEqual({ kind: "none" });
    expect(windowOf(null, NOW)).toEqual({ kind: "none" });
  });

  it("is that of the session on which the customer wrote last", () => {
    const older = reach({ sessionId: "older", lastInboundAt: at(-5) });
    const never = reach({ sessionId: "never", lastInboundAt: null });
    expect(answered([never, older, reach({ sessionId: "newer" })])?.sessionId).toBe("newer");
    expect(answered([])).toBeNull();
  });
});

describe("the time that is left", () => {
  it("is said in its two largest units", () => {
    expect(leftText(6 * 24 * HOUR + 4 * HOUR + 59_000, "en")).toBe("6 days 4 hr");
    expect(leftText(3 * HOUR + 12 * 60_000, "en")).toBe("3 hr 12 min");
    expect(leftText(50_999, "en")).toBe("50 sec");
    expect(leftText(-5, "en")).toBe("0 sec");
    expect(leftText(24 * HOUR, "de")).toBe("1 Tg.");
  });
});
