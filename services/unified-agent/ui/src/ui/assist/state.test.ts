import { describe, expect, it } from "vitest";
import type { Activity } from "../../store/model";
import { invitations, part } from "./state";

const row = (name: string, notificationData: Record<string, unknown>): Activity => ({
  ...{ id: name, conversationId: "c", seq: 1, prev: 0, name, at: "" },
  header: { sender: { id: "system", type: "SYSTEM" } },
  body: { type: "NOTIFICATION", notificationData },
});
const asked = row("TASK_ENQUEUED", { requestId: "r", direction: "CONSULT" });

describe("what was asked of colleagues", () => {
  it("waits, rings, and is over once somebody has come", () => {
    expect(invitations([asked])).toEqual([{ requestId: "r", kind: "CONSULT", name: null }]);
    const rings = row("AGENT_RESERVED", { requestId: "r", agentName: "Bob" });
    expect(invitations([asked, rings])[0]?.name).toBe("Bob");
    expect(invitations([asked, rings, row("COLLEAGUE_JOINED", { requestId: "r" })])).toEqual([]);
  });

  it("goes on after an offer that nobody answered, and ends when it is withdrawn", () => {
    const lapsed = row("TASK_STATE_CHANGED", { requestId: "r", taskId: "t1", state: "CLOSED" });
    expect(invitations([asked, lapsed])).toHaveLength(1);
    expect(invitations([asked, row("TASK_STATE_CHANGED", { requestId: "r", taskId: "", state: "CLOSED" })])).toEqual([]);
  });

  it("is not the customer’s own request", () => {
    expect(invitations([row("TASK_ENQUEUED", { requestId: "r", direction: "INBOUND" })])).toEqual([]);
  });

  it("knows who may only listen", () => {
    expect([part("SILENT_MONITOR"), part("WHISPER"), part("CONSULT"), part("INBOUND"), part(undefined)]).toEqual(["listen", "whisper", "advise", null, null]);
  });
});
