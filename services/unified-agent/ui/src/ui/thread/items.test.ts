import { expect, test } from "vitest";
import type { Activity } from "../../store/model";
import { fromSnapshot, lastMessage, unread, type Thread } from "../../store/thread";
import { translator } from "../../text/translate";
import { eventText, threadItems } from "./items";

const t = translator("en");

function activity(seq: number, name: string, sender: string, minute: number, over: Partial<Activity> = {}): Activity {
  return {
    id: `a${seq}`,
    conversationId: "c",
    seq,
    prev: seq - 1,
    name,
    at: `2026-11-2${minute >= 60 ? 2 : 1}T10:${String(minute % 60).padStart(2, "0")}:00.000Z`,
    header: { sender: { id: sender, type: "AGENT", senderName: sender } },
    body: { type: "PLAIN", markdownText: `text ${seq}` },
    ...over,
  };
}

const threadOf = (activities: Activity[]): Thread =>
  fromSnapshot(
    {
      conversation: {
        ...{ id: "c", customerId: "x", state: "ACTIVE", participants: [], sessions: [], data: {}, lastSeq: activities.length },
        ...{ createdAt: "2026-11-21T10:00:00.000Z", endedAt: null, holdUntil: null, preview: null },
      },
      customer: null,
      task: null,
      activities,
      more: false,
      receipts: [{ recipient: "x", recipientType: "CUSTOMER", deliveredSeq: 3, readSeq: 2 }],
    },
    undefined,
    "me",
  );

const context = { me: "me", now: Date.parse("2026-11-22T12:00:00.000Z"), language: "en", t };

test("days are separated, words of one person close together are one group, events stand between", () => {
  const items = threadItems(
    threadOf([
      activity(1, "CUSTOMER_MESSAGE", "Ann", 0),
      activity(2, "CUSTOMER_MESSAGE", "Ann", 1),
      activity(3, "AGENT_SUBSCRIBED", "sys", 2, { body: { type: "NOTIFICATION", notificationType: "AGENT_SUBSCRIBED", notificationData: { agentName: "Alice" } } }),
      activity(4, "CUSTOMER_MESSAGE", "Ann", 2),
      activity(5, "CUSTOMER_MESSAGE", "Ann", 20),
      activity(6, "AGENT_MESSAGE", "me", 70),
    ]),
    context,
  );
  const shape = items.map((item) => (item.kind === "group" ? `${item.side} ${item.bubbles.length}` : item.text));
  expect(shape).toEqual(["Yesterday", "customer 2", "Alice joined", "customer 1", "customer 1", "Today", "own 1"]);
});

test("marks are shown on one's own words only, notes and colleagues are told apart", () => {
  const items = threadItems(
    threadOf([
      activity(1, "AGENT_MESSAGE", "me", 0),
      activity(2, "AGENT_MESSAGE", "Bob", 1),
      activity(3, "AGENT_MESSAGE", "me", 2),
      activity(4, "WHISPER_MESSAGE", "me", 3),
      activity(5, "AGENT_MESSAGE", "me", 4),
      activity(6, "BOT_MESSAGE", "Robin", 5),
    ]),
    context,
  );
  const shape = items.flatMap((item) => (item.kind === "group" ? [[item.side, item.bubbles[0]?.mark]] : []));
  expect(shape).toEqual([
    ["own", "read"],
    ["colleague", null],
    ["own", "delivered"],
    ["note", null],
    ["own", "sent"],
    ["bot", null],
  ]);
});

test("what is still on its way comes last, with its state", () => {
  const thread = threadOf([activity(1, "CUSTOMER_MESSAGE", "Ann", 0)]);
  const message = { conversationId: "c", kind: "AGENT_MESSAGE" as const, text: "x", at: "2026-11-22T11:00:00.000Z" };
  const pending = [
    { ...message, id: "1", seq: null, failed: null },
    { ...message, id: "2", seq: 9, failed: null },
    { ...message, id: "3", seq: null, failed: "no" },
  ];
  const last = threadItems({ ...thread, pending }, context).at(-1);
  expect(last?.kind === "group" && last.bubbles.map((bubble) => bubble.mark)).toEqual(["sending", "sent", "failed"]);
});

test("a name nobody knows is shown, never an error", () => {
  expect(eventText(activity(1, "SOMETHING_NEW", "x", 0, { body: { type: "WHAT" } }), t)).toBe("SOMETHING_NEW");
});

test("a wrap-up tells its codes and note", () => {
  const body = { type: "WRAPUP", wrapups: [{ categoryName: "Sales", value: "Sold" }], note: "two chairs" };
  expect(eventText(activity(1, "WRAPUP_APPLIED", "x", 0, { body }), t)).toBe("Wrap-up: Sales: Sold – two chairs");
});

test("edits, deletions and reactions are seen at their message, and none of them is one more", () => {
  const by = (seq: number, body: Activity["body"], of: string): Activity => {
    const row = activity(seq, "CUSTOMER_MESSAGE", "Ann", seq, { body });
    return { ...row, header: { sender: { id: "Ann", type: "CUSTOMER", senderName: "Ann" }, originalMessageId: of } };
  };
  const thread = threadOf([
    by(1, { type: "PLAIN", markdownText: "one" }, ""),
    by(2, { type: "PLAIN", markdownText: "two" }, ""),
    by(3, { type: "CUSTOM", markdownText: "uno", jsonNode: { kind: "edited" } }, "a1"),
    by(4, { type: "DELETEDNOTIFICATION" }, "a2"),
    by(5, { type: "CUSTOM", markdownText: "👍", jsonNode: { kind: "reaction", reaction: { emoji: "👍", action: "react" } } }, "a1"),
    by(6, { type: "PLAIN", markdownText: "three" }, "a1"),
  ]);
  const bubbles = threadItems(thread, context).flatMap((item) => (item.kind === "group" ? item.bubbles : []));
  expect(bubbles.map(({ body, edited, deleted, reactions }) => [body.text, edited, deleted, reactions.map(({ emoji }) => emoji)])).toEqual([
    ["uno", true, false, ["👍"]],
    ["", false, true, []],
    ["three", false, false, []],
  ]);
  expect(bubbles[2]?.quote).toEqual({ id: "a1", who: "Ann", words: "uno" });
  expect(lastMessage(thread)?.id).toBe("a6");
  expect(unread({ ...thread, readSeq: 2 }, "me")).toBe(1);
});

test("states and roles are said in words, and what says nothing new is left out", () => {
  const line = (name: string, notificationData: Record<string, unknown>) => eventText(activity(1, name, "x", 0, { body: { type: "NOTIFICATION", notificationType: name, notificationData } }), t);
  expect(line("TASK_STATE_CHANGED", { state: "CLOSED", reasonCode: "RONA", agentName: "Ann" })).toBe("Ann did not answer");
  expect(line("TASK_STATE_CHANGED", { state: "WRAP_UP", reasonCode: "", agentName: "Ann" })).toBe("Ann is wrapping up");
  expect(line("TASK_STATE_CHANGED", { state: "CLOSED", reasonCode: "DONE", agentName: "Ann" })).toBeNull();
  expect(line("TOPIC_STATE_CHANGE_EVENT", { state: "ACTIVE" })).toBeNull();
  expect(line("TOPIC_STATE_CHANGE_EVENT", { state: "CLOSED" })).toBe("Conversation closed");
  expect(line("PARTICIPANT_ROLE_CHANGED", { name: "Robin", role: "ASSISTANT" })).toBe("Robin is now assisting");
  expect(threadItems(threadOf([activity(1, "TOPIC_STATE_CHANGE_EVENT", "x", 0, { body: { type: "NOTIFICATION", notificationData: { state: "ACTIVE" } } })]), context)).toEqual([]);
});
