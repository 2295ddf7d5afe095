import { describe, expect, test } from "vitest";
import type { Activity } from "./model";
import * as timeline from "./timeline";

function activity(seq: number, prev: number, over: Partial<Activity> = {}): Activity {
  return {
    id: `a${seq}`,
    conversationId: "c",
    seq,
    prev,
    name: "AGENT_MESSAGE",
    at: "2026-11-21T10:00:00.000Z",
    header: { sender: { id: "x", type: "AGENT", senderName: "Alice" } },
    body: { type: "PLAIN", markdownText: `text ${seq}` },
    ...over,
  };
}

const seqs = (state: timeline.Timeline) => state.activities.map((a) => a.seq);
const from = (...list: Activity[]) =>
  list.reduce((state, item) => timeline.receive(state, item).timeline, timeline.emptyTimeline);

describe("the gap rule", () => {
  test("numbers with holes are applied as long as prev is known", () => {
    expect(seqs(from(activity(1, 0), activity(4, 1), activity(9, 4)))).toEqual([1, 4, 9]);
  });

  test("what was seen is dropped", () => {
    expect(seqs(from(activity(1, 0), activity(2, 1), activity(1, 0), activity(2, 1)))).toEqual([1, 2]);
  });

  test("prev below last but seq above is applied: the hole was ours, not the server's", () => {
    const state = timeline.replay(from(activity(1, 0)), [], 5).timeline;
    expect(seqs(timeline.receive(state, activity(6, 1)).timeline)).toEqual([1, 6]);
  });

  test("a gap keeps the early one aside until the answer fills it", () => {
    const early = timeline.receive(from(activity(1, 0)), activity(5, 3));
    expect(early.gap).toBe(true);
    expect(seqs(early.timeline)).toEqual([1]);
    const filled = timeline.replay(early.timeline, [activity(3, 1)], 3);
    expect(filled.gap).toBe(false);
    expect(seqs(filled.timeline)).toEqual([1, 3, 5]);
    expect(filled.timeline.ahead).toEqual([]);
  });

  test("an answer that does not reach the early one is still a gap", () => {
    const early = timeline.receive(from(activity(1, 0)), activity(9, 7));
    const partly = timeline.replay(early.timeline, [activity(3, 1)], 3);
    expect(partly.gap).toBe(true);
    expect(seqs(partly.timeline)).toEqual([1, 3]);
  });

  test("an answer that overlaps with what was pushed meanwhile doubles nothing", () => {
    const state = from(activity(1, 0), activity(2, 1));
    expect(seqs(timeline.replay(state, [activity(1, 0), activity(2, 1), activity(4, 2)], 4).timeline)).toEqual([1, 2, 4]);
  });

  test("another conversation's activity is not mixed in", () => {
    expect(seqs(from(activity(1, 0), activity(2, 1, { conversationId: "old" })))).toEqual([1]);
  });

  test("any order of arrival ends in the same conversation once gaps are answered", () => {
    const all = [activity(1, 0), activity(2, 1), activity(5, 2), activity(6, 5), activity(9, 6)];
    for (let round = 0; round < 200; round += 1) {
      let state = timeline.emptyTimeline;
      const shuffled = [...all, ...all].sort((a, b) => ((a.seq * 7919 + round * 31) % 13) - ((b.seq * 104729 + round) % 11));
      for (const item of shuffled) {
        const step = timeline.receive(state, item);
        state = step.gap
          ? timeline.replay(step.timeline, all.filter((a) => a.seq > step.timeline.last && a.seq < item.seq), item.prev).timeline
          : step.timeline;
      }
      expect(seqs(state)).toEqual([1, 2, 5, 6, 9]);
    }
  });
});

describe("own messages", () => {
  const queued = timeline.queue(from(activity(1, 0)), { id: "m1", text: "hi", at: "2026-11-21T10:00:01.000Z" });

  test("stay pending after the acknowledgement and leave with their own activity", () => {
    const sent = timeline.acknowledged(queued, "m1", 2);
    expect(sent.pending).toMatchObject([{ id: "m1", seq: 2, failed: false }]);
    const back = timeline.receive(sent, activity(2, 1, { id: "m1", name: "CUSTOMER_MESSAGE" })).timeline;
    expect(back.pending).toEqual([]);
    expect(seqs(back)).toEqual([1, 2]);
  });

  test("queueing the same id twice keeps one", () => {
    expect(timeline.queue(queued, { id: "m1", text: "hi", at: "" }).pending).toHaveLength(1);
  });

  test("fail and are tried again under the same id", () => {
    const bad = timeline.failed(queued, "m1");
    expect(bad.pending[0]?.failed).toBe(true);
    expect(timeline.retried(bad, "m1").pending[0]).toMatchObject({ id: "m1", failed: false });
  });

  test("survive the start of a new conversation", () => {
    expect(timeline.begin(queued, "other")).toMatchObject({ last: 0, activities: [], pending: [{ id: "m1" }] });
  });

  test("receipts only rise, and read implies delivered", () => {
    const read = timeline.receipt(queued, { recipientType: "AGENT", readSeq: 3 });
    const later = timeline.receipt(read, { recipientType: "AGENT", deliveredSeq: 2, readSeq: 1 });
    expect([1, 3, 4].map((seq) => timeline.stateOf(later, seq))).toEqual(["read", "read", "sent"]);
    expect(timeline.receipt(queued, { recipientType: "CUSTOMER", readSeq: 9 })).toBe(queued);
  });
});

describe("what is shown", () => {
  const note = (seq: number, type: string, data: Record<string, unknown> = {}) =>
    activity(seq, seq - 1, { name: type, body: { type: "NOTIFICATION", notificationType: type, notificationData: data } });

  test("unread counts messages of others after the last seen", () => {
    const state = from(activity(1, 0), activity(2, 1, { name: "CUSTOMER_MESSAGE" }), note(3, "AGENT_SUBSCRIBED"), activity(4, 3));
    expect(timeline.unread(state, 0)).toBe(2);
    expect(timeline.unread(state, 1)).toBe(1);
  });
});
