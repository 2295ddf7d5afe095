import { expect, test } from "vitest";
import type { Activity, Wait } from "./model";
import * as timeline from "./timeline";
import { endsWait, standing } from "./wait";

const note = (seq: number, type: string, data: Record<string, unknown> = {}): Activity => ({
  ...{ id: `a${seq}`, conversationId: "c", seq, prev: seq - 1, name: type, at: "" },
  ...{ header: { sender: { id: "s", type: "SYSTEM" } }, body: { type: "NOTIFICATION", notificationType: type, notificationData: data } },
});
const after = (...rows: Activity[]) => rows.reduce((state, row) => timeline.receive(state, row).timeline, timeline.emptyTimeline);
const said: Wait = { position: 1, estimatedWait: { lowMs: 1_000, likelyMs: 2_000, highMs: 3_000 } };

test("what was said since goes before the row that began the wait", () => {
  const waiting = after(note(1, "TASK_ENQUEUED", { queueName: "Sales", position: 2 }), note(2, "SYSTEM_MESSAGE"));
  expect(standing(waiting, null)).toEqual({ position: 2, estimatedWait: null });
  expect(standing(waiting, said)).toBe(said);
});

test("nobody stands in line who does not wait, or waits no longer", () => {
  expect(standing(timeline.emptyTimeline, said)).toBeNull();
  for (const end of ["AGENT_SUBSCRIBED", "NO_AGENT_AVAILABLE", "TASK_STATE_CHANGED", "CHANNEL_SESSION_ENDED"]) {
    const over = after(note(1, "TASK_ENQUEUED", { position: 2 }), note(2, end));
    expect(standing(over, said)).toBeNull();
    expect(endsWait(note(2, end))).toBe(true);
    expect(standing(timeline.receive(over, note(3, "TASK_ENQUEUED", {})).timeline, null)).toEqual({ position: 0, estimatedWait: null });
  }
  expect(endsWait(note(2, "TASK_ENQUEUED"))).toBe(false);
});
