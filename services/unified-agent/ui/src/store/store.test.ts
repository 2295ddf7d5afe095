import { describe, expect, test } from "vitest";
import type { Activity, Conversation, Snapshot, Task } from "./model";
import { reduce } from "./reduce";
import { initialState, type DeskEvent, type DeskState, type Effect } from "./state";
import { customerMark, unread } from "./thread";

const at = "2026-11-21T10:00:00.000Z";

function activity(seq: number, over: Partial<Activity> = {}): Activity {
  return {
    id: `a${seq}`,
    conversationId: "c",
    seq,
    prev: seq - 1,
    name: "CUSTOMER_MESSAGE",
    at,
    header: { sender: { id: "cust", type: "CUSTOMER", senderName: "Ann" } },
    body: { type: "PLAIN", markdownText: `text ${seq}` },
    ...over,
  };
}

function conversation(over: Partial<Conversation> = {}): Conversation {
  return {
    id: "c",
    customerId: "cust",
    state: "ACTIVE",
    participants: [],
    sessions: [],
    data: {},
    lastSeq: 0,
    createdAt: at,
    endedAt: null,
    holdUntil: null,
    preview: null,
    ...over,
  };
}

function task(over: Partial<Task> = {}): Task {
  return {
    ...{ id: "t", requestId: "r", conversationId: "c", state: "RESERVED", reasonCode: null, queueId: "q", queueName: "Sales" },
    ...{ mrdId: "m", direction: "INBOUND", enqueuedAt: at, offeredAt: at, deadline: at, epoch: 1, transferring: false },
    ...{ customerId: "cust", customerName: "Ann", customerKnown: true, channelType: "WEB", channelName: "Web" },
    ...{ channelSessionId: null, note: null, requestedBy: null },
    ...over,
  };
}

const snapshotOf = (activities: Activity[], over: Partial<Snapshot> = {}): Snapshot => ({
  conversation: conversation({ lastSeq: activities.at(-1)?.seq ?? 0 }),
  customer: null,
  task: null,
  activities,
  more: false,
  receipts: [],
  ...over,
});

type ServerOf = Extract<DeskEvent, { type: "server" }>["event"];
const server = (event: ServerOf): DeskEvent => ({ type: "server", event, now: 1_000 });
const pushed = (payload: Activity) => server({ type: "activity", payload });
const welcome = server({
  type: "welcome",
  payload: {
    agent: { id: "me", name: "Me", roles: ["agent"], teamId: null },
    epoch: 1,
    presence: { agentId: "me", state: "READY", reason: null, stateSince: at, mrds: [] },
    resumed: false,
  },
});

function run(events: DeskEvent[], from: DeskState = initialState): { state: DeskState; effects: Effect[] } {
  return events.reduce<{ state: DeskState; effects: Effect[] }>(
    (step, event) => {
      const next = reduce(step.state, event);
      return { state: next.state, effects: [...step.effects, ...next.effects] };
    },
    { state: from, effects: [] },
  );
}

const seqs = (state: DeskState) => state.threads.c?.activities.map((a) => a.seq);
const base = run([welcome, server({ type: "snapshot", payload: snapshotOf([activity(1), activity(2)]) }), server({ type: "live" })]).state;

describe("following the log", () => {
  test("a snapshot fills the thread and is selected when nothing else is", () => {
    expect(seqs(base)).toEqual([1, 2]);
    expect(base.selected).toBe("c");
  });

  test("the next number is applied, a known one is dropped", () => {
    const { state, effects } = run([pushed(activity(3)), pushed(activity(3)), pushed(activity(2))], base);
    expect(seqs(state)).toEqual([1, 2, 3]);
    expect(effects.filter((e) => e.type === "incoming")).toHaveLength(1);
  });

  test("a gap asks once, keeps what came early and closes with the answer", () => {
    const gap = run([pushed(activity(5)), pushed(activity(6))], base);
    expect(seqs(gap.state)).toEqual([1, 2]);
    expect(gap.effects.filter((e) => e.type === "read")).toEqual([{ type: "read", conversationId: "c", afterSeq: 2 }]);
    const filled = run([{ type: "filled", conversationId: "c", activities: [activity(3), activity(4)], more: false, events: true }], gap.state);
    expect(seqs(filled.state)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(filled.state.notices).toMatchObject([{ kind: "resynchronised", events: 2 }]);
  });

  test("an answer in parts asks for the next part", () => {
    const gap = run([pushed(activity(9))], base);
    const part = run([{ type: "filled", conversationId: "c", activities: [activity(3), activity(4)], more: true, events: true }], gap.state);
    expect(part.effects).toEqual([{ type: "read", conversationId: "c", afterSeq: 4 }]);
  });

  test("a hole the server cannot fill does not ask for ever", () => {
    const gap = run([pushed(activity(4))], base);
    const filled = run([{ type: "filled", conversationId: "c", activities: [], more: false, events: true }], gap.state);
    expect(filled.effects).toEqual([]);
    expect(seqs(filled.state)).toEqual([1, 2, 4]);
  });

  test("any order of arrival ends in the same thread", () => {
    for (let round = 1; round < 100; round += 1) {
      const order = [3, 4, 5, 6, 7, 3, 5].sort((a, b) => ((a * round * 7) % 11) - ((b * round * 5) % 11));
      let state = base;
      for (const seq of order) {
        const step = run([pushed(activity(seq))], state);
        state = step.state;
        for (const effect of step.effects) {
          if (effect.type !== "read") continue;
          const missing = [3, 4, 5, 6, 7].filter((n) => n > effect.afterSeq && n < seq).map((n) => activity(n));
          state = run([{ type: "filled", conversationId: "c", activities: missing, more: false, events: false }], state).state;
        }
      }
      expect(seqs(state)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    }
  });

  test("earlier ones go on top without doubles", () => {
    const start = run([server({ type: "snapshot", payload: snapshotOf([activity(5), activity(6)], { more: true }) })], base).state;
    const { state } = run([{ type: "earlier", conversationId: "c", activities: [activity(3), activity(4), activity(5)], more: false }], start);
    expect(seqs(state)).toEqual([3, 4, 5, 6]);
    expect(state.threads.c?.more).toBe(false);
  });
});

describe("own answers", () => {
  const message = { id: "m1", conversationId: "c", kind: "AGENT_MESSAGE" as const, text: "hi", at };
  const queued = run([{ type: "queued", message }], base);

  test("are queued once and sent", () => {
    expect(queued.effects).toEqual([{ type: "pump" }]);
    expect(run([{ type: "queued", message }], queued.state).state.threads.c?.pending).toHaveLength(1);
  });

  test("give way to their own activity, whether it comes before or after the acknowledgement", () => {
    const own = pushed(activity(3, { id: "m1", name: "AGENT_MESSAGE", header: { sender: { id: "me", type: "AGENT" } } }));
    const ack: DeskEvent = { type: "acknowledged", conversationId: "c", id: "m1", seq: 3 };
    for (const order of [[own, ack], [ack, own]]) {
      const { state } = run(order, queued.state);
      expect(state.threads.c?.pending).toEqual([]);
      expect(seqs(state)).toEqual([1, 2, 3]);
    }
  });

  test("survive a snapshot that does not know them and leave with one that does", () => {
    const without = run([server({ type: "snapshot", payload: snapshotOf([activity(1)]) })], queued.state).state;
    expect(without.threads.c?.pending).toHaveLength(1);
    const withIt = run([server({ type: "snapshot", payload: snapshotOf([activity(1), activity(2, { id: "m1" })]) })], queued.state).state;
    expect(withIt.threads.c?.pending).toHaveLength(0);
  });

  test("fail with the reason and are tried again", () => {
    const bad = run([{ type: "sendFailed", conversationId: "c", id: "m1", error: "too long" }], queued.state).state;
    expect(bad.threads.c?.pending[0]?.failed).toBe("too long");
    expect(run([{ type: "retried", conversationId: "c", id: "m1" }], bad).effects).toEqual([{ type: "pump" }]);
  });
});

describe("receipts and unread", () => {
  const read = (recipient: string, recipientType: string, readSeq: number) =>
    server({ type: "signal", payload: { conversationId: "c", name: "RECEIPT", receipt: { recipient, recipientType, readSeq } } });

  test("rise only, per recipient", () => {
    const { state } = run([read("cust", "CUSTOMER", 2), read("cust", "CUSTOMER", 1)], base);
    const thread = state.threads.c;
    expect(thread && [1, 2, 3].map((seq) => customerMark(thread, seq))).toEqual(["read", "read", "sent"]);
  });

  test("looking at a conversation reads it and says so", () => {
    const thread = base.threads.c;
    expect(thread && unread(thread, "me")).toBe(2);
    const { state, effects } = run([{ type: "seen", conversationId: "c" }], base);
    expect(state.threads.c && unread(state.threads.c, "me")).toBe(0);
    expect(effects).toEqual([{ type: "receipt", conversationId: "c", deliveredSeq: 2, readSeq: 2 }]);
    expect(run([{ type: "seen", conversationId: "c" }], state).effects).toEqual([]);
  });

  test("what was read in an earlier life of this desk stays read", () => {
    const payload = snapshotOf([activity(1), activity(2)], { receipts: [{ recipient: "me", recipientType: "AGENT", readSeq: 2 }] });
    const { state } = run([welcome, server({ type: "snapshot", payload })]);
    expect(state.threads.c && unread(state.threads.c, "me")).toBe(0);
  });
});

describe("offers", () => {
  const offered = run([server({ type: "taskRequest", payload: task({ epoch: 5 }) })], base).state;

  test("ring, and one from an older epoch does not", () => {
    expect(offered.offers).toHaveLength(1);
    expect(run([server({ type: "taskRequest", payload: task({ id: "old", requestId: "x", epoch: 4 }) })], offered).state.offers).toHaveLength(1);
  });

  test("a second attempt of the same request replaces the first", () => {
    const { state } = run([server({ type: "taskRequest", payload: task({ id: "t2", epoch: 6 }) })], offered);
    expect(state.offers.map((o) => o.id)).toEqual(["t2"]);
  });

  test("withdrawn ones leave with a word why; unknown ones leave no word", () => {
    const gone = server({ type: "revokeTask", payload: { taskId: "t", conversationId: "c", reasonCode: "RONA" } });
    expect(run([gone], offered).state).toMatchObject({ offers: [], notices: [{ kind: "offerGone", reasonCode: "RONA" }] });
    expect(run([gone], base).state.notices).toEqual([]);
  });

  test("a closed task ends the agent's part; an older task of the same conversation does not", () => {
    const active = run([server({ type: "taskState", payload: task({ state: "ACTIVE" }) })], base).state;
    expect(active.threads.c?.task?.state).toBe("ACTIVE");
    expect(run([server({ type: "taskState", payload: task({ id: "other", state: "CLOSED" }) })], active).state.threads.c?.task?.id).toBe("t");
    expect(run([server({ type: "taskState", payload: task({ state: "CLOSED" }) })], active).state.threads.c?.task).toBeNull();
  });
});

describe("connection", () => {
  test("a reconnect keeps the screen and asks about conversations nobody mentioned", () => {
    const { state, effects } = run([{ type: "connection", connection: { status: "waiting", retryAt: 1 } }, welcome, server({ type: "live" })], base);
    expect(seqs(state)).toEqual([1, 2]);
    expect(effects).toContainEqual({ type: "open", conversationId: "c" });
  });

  test("a replay is enough to be up to date", () => {
    const { effects } = run([welcome, pushed(activity(3)), server({ type: "live" })], base);
    expect(effects.filter((e) => e.type === "open")).toEqual([]);
  });

  test("several catch-ups are one sentence", () => {
    const { state } = run([1, 2].map((events) => server({ type: "resynchronised", payload: { conversationId: "c", events } })), base);
    expect(state.notices).toMatchObject([{ kind: "resynchronised", events: 3 }]);
  });

  test("a desk taken over stays so until the agent connects it again", () => {
    const taken = run([server({ type: "socketSessionRemoved", payload: { reason: "x" } }), { type: "connection", connection: { status: "closed" } }], base).state;
    expect(taken.connection.status).toBe("takenOver");
    expect(run([{ type: "connection", connection: { status: "connecting" } }], taken).state.connection.status).toBe("connecting");
  });

  test("a conversation that is over stays readable until dismissed", () => {
    const closed = run([server({ type: "topicClosed", payload: { conversationId: "c", reason: "CLOSED" } })], base).state;
    expect(seqs(closed)).toEqual([1, 2]);
    expect(run([{ type: "dismissed", conversationId: "c" }], closed).state).toMatchObject({ threads: {}, selected: null });
  });
});

test("typing fades by itself and ends with the words", () => {
  const typing = server({ type: "signal", payload: { conversationId: "c", name: "TYPING_STARTED", sender: { id: "cust", type: "CUSTOMER" } } });
  const { state } = run([typing], base);
  expect(state.threads.c?.typing).toHaveLength(1);
  expect(run([{ type: "tick", now: 10_000 }], state).state.threads.c?.typing).toEqual([]);
  expect(run([pushed(activity(3))], state).state.threads.c?.typing).toEqual([]);
});
