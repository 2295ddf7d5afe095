import { expect, test } from "vitest";
import type { Draft, Queue } from "../api/documents";
import { sendable } from "./queues";

test("parts that other choices make void are not sent: their owner refuses them", () => {
  const draft = {
    steps: [
      { waitSeconds: 5, expression: "a", considerIf: "waiting > 3" },
      { waitSeconds: 5, expression: "b", considerIf: " " },
      { waitSeconds: 0, expression: "true", considerIf: "left over from when it was not the last" },
    ],
    order: { policy: "STRICT", secondsPerPriority: 60, goalSeconds: 60, classes: [{ priority: 1, headStartSeconds: 0, percent: 100 }] },
    agentOrder: { spread: "NONE", skill: "NONE", orderBy: [{ attribute: "a", descending: true }] },
    onFull: { action: "REJECT", queueId: "other" },
  } as unknown as Draft<Queue>;
  const sent = sendable(draft);
  expect(sent.steps.map(({ considerIf }) => considerIf)).toEqual(["waiting > 3", undefined, undefined]);
  expect([sent.order.classes, sent.agentOrder.orderBy, sent.onFull]).toEqual([[], [], { action: "REJECT" }]);
  const full = { ...draft, order: { ...draft.order, policy: "CLASSES" }, agentOrder: { ...draft.agentOrder, skill: "ORDER_BY" }, onFull: { action: "OVERFLOW", queueId: "other" } } as Draft<Queue>;
  expect([sendable(full).order.classes.length, sendable(full).agentOrder.orderBy.length, sendable(full).onFull.queueId]).toEqual([1, 1, "other"]);
});
