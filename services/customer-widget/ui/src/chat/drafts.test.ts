import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Drafts, type Draft } from "./drafts";
import type { Activity, DraftSignal } from "./model";

let shown: (Draft | null)[] = [];
let drafts: Drafts;
const said = (messageId: string, text: string, type = "BOT"): DraftSignal => ({ sender: { id: "b", type, senderName: "Robin" }, draft: { messageId, text } });
const row = (name: string, id = "x"): Activity => ({
  ...{ id, conversationId: "c", seq: 1, prev: 0, name, at: "" },
  ...{ header: { sender: { id: "b", type: "BOT" } }, body: { type: "PLAIN", markdownText: "whole" } },
});
const last = () => shown.at(-1);

beforeEach(() => {
  vi.useFakeTimers();
  shown = [];
  drafts = new Drafts((draft) => shown.push(draft));
});
afterEach(() => {
  vi.useRealTimers();
});

test("it grows, and the message of the log takes its place for good", () => {
  drafts.signal(said("m1", "We"));
  drafts.signal(said("m1", "We open"));
  expect(last()).toEqual({ messageId: "m1", who: "Robin", text: "We open" });
  drafts.row(row("BOT_MESSAGE", "m1"));
  expect(last()).toBeNull();
  // A signal that was overtaken by the message.
  drafts.signal(said("m1", "We open at"));
  expect(last()).toBeNull();
});

test("it is taken back when there will be no such message, and fades when it is not renewed", () => {
  drafts.signal(said("m1", "We"));
  drafts.signal(said("m1", ""));
  expect(last()).toBeNull();
  drafts.signal(said("m2", "We"));
  vi.advanceTimersByTime(7_000);
  expect(last()?.messageId).toBe("m2");
  vi.advanceTimersByTime(1_500);
  expect(last()).toBeNull();
});

test("what a customer writes meanwhile does not take it away", () => {
  drafts.signal(said("m1", "We"));
  drafts.row(row("CUSTOMER_MESSAGE", "own"));
  expect(last()?.text).toBe("We");
});

test("only bots have drafts, and none while an agent is there", () => {
  drafts.signal(said("m1", "We", "AGENT"));
  expect(shown).toEqual([]);
  drafts.signal(said("m1", "We"));
  drafts.row(row("AGENT_SUBSCRIBED"));
  expect(last()).toBeNull();
  drafts.signal(said("m1", "We open"));
  expect(last()).toBeNull();
  drafts.row(row("AGENT_UNSUBSCRIBED"));
  drafts.signal(said("m2", "Anything else?"));
  expect(last()?.text).toBe("Anything else?");
});
