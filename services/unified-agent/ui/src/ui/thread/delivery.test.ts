import { describe, expect, it } from "vitest";
import type { Activity } from "../../store/model";
import { noticesOf } from "./delivery";

const row = (seq: number, name: string, body: Record<string, unknown> = {}): Activity =>
  ({ id: `a${String(seq)}`, seq, name, body: { type: "PLAIN", ...body }, header: { sender: { id: "x", type: "AGENT" } } }) as unknown as Activity;

describe("notices of delivery", () => {
  it("belong to their message and need no line of their own", () => {
    const failed = row(2, "DELIVERY_FAILED", { messageId: "a1", status: "FAILED", reason: "not on WhatsApp", outboundId: "o1" });
    const { notices, shown } = noticesOf([row(1, "AGENT_MESSAGE"), failed]);
    expect(notices.get("a1")).toEqual({ status: "FAILED", reason: "not on WhatsApp", outboundId: "o1", whenUnknown: "ASK" });
    expect([...shown]).toEqual([2]);
  });

  it("are taken back by what arrived after all", () => {
    const unknown = row(2, "DELIVERY_UNKNOWN", { messageId: "a1", status: "UNKNOWN", outboundId: "o1" });
    const confirmed = row(3, "DELIVERY_CONFIRMED", { messageId: "a1", status: "DELIVERED" });
    expect(noticesOf([row(1, "AGENT_MESSAGE"), unknown, confirmed]).notices.size).toBe(0);
  });

  it("of messages in doubt say what becomes of them", () => {
    const told = (whenUnknown?: string) =>
      noticesOf([row(2, "DELIVERY_UNKNOWN", { messageId: "a1", status: "UNKNOWN", outboundId: "o1", whenUnknown })]).notices.get("a1")?.whenUnknown;
    expect([told("RESEND"), told("LEAVE"), told("ASK"), told()]).toEqual(["RESEND", "LEAVE", "ASK", "ASK"]);
  });

  it("keep their line while the message itself is not held", () => {
    expect(noticesOf([row(9, "DELIVERY_FAILED", { messageId: "gone", status: "FAILED" })]).shown.size).toBe(0);
  });
});
