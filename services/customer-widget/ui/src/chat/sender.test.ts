import { expect, test, vi } from "vitest";
import { Sender, type Ack } from "./sender";
import * as timeline from "./timeline";

function harness(answer: (text: string, attempt: number) => Ack | "lost") {
  let state = timeline.emptyTimeline;
  const log: string[] = [];
  const attempts = new Map<string, number>();
  const online = { value: true };
  const noSession = vi.fn();
  const sender = new Sender({
    next: () => state.pending.find((m) => m.seq === null && !m.failed),
    request: (message) => {
      const attempt = (attempts.get(message.id) ?? 0) + 1;
      attempts.set(message.id, attempt);
      log.push(message.text);
      const ack = answer(message.text, attempt);
      return ack === "lost" ? Promise.reject(new Error("no ack")) : Promise.resolve(ack);
    },
    ready: () => online.value,
    sent: (id, seq) => (state = timeline.acknowledged(state, id, seq)),
    failed: (id) => (state = timeline.failed(state, id)),
    noSession,
  });
  const write = (text: string) => (state = timeline.queue(state, { id: text, text, at: text }));
  return { sender, write, log, online, noSession, pending: () => state.pending };
}

test("messages go out in order; one that got no acknowledgement goes again before the next", async () => {
  vi.useFakeTimers();
  const h = harness((text, attempt) => (text === "a" && attempt < 3 ? "lost" : { code: 200, seq: attempt }));
  h.write("a");
  h.write("b");
  h.sender.pump();
  await vi.runAllTimersAsync();
  expect(h.log).toEqual(["a", "a", "a", "b"]);
  expect(h.pending().every((m) => m.seq !== null)).toBe(true);
  vi.useRealTimers();
});

test("a refusal fails that message only", async () => {
  const h = harness((text) => (text === "a" ? { code: 413 } : { code: 200, seq: 1 }));
  h.write("a");
  h.write("b");
  h.sender.pump();
  await vi.waitFor(() => {
    expect(h.pending().map((m) => [m.failed, m.seq])).toEqual([[true, null], [false, 1]]);
  });
});

test("what may pass is tried again with the same message, and given up after four tries", async () => {
  vi.useFakeTimers();
  const h = harness((text, attempt) => (text === "a" && attempt === 2 ? { code: 200, seq: 1 } : { code: text === "a" ? 504 : 500 }));
  h.write("a");
  h.write("b");
  h.sender.pump();
  await vi.runAllTimersAsync();
  expect(h.log).toEqual(["a", "a", "b", "b", "b", "b"]);
  expect(h.pending().map((m) => [m.failed, m.seq])).toEqual([[false, 1], [true, null]]);
  vi.useRealTimers();
});

test("nothing is given up while the connection is away", async () => {
  vi.useFakeTimers();
  const h = harness(() => "lost");
  h.write("a");
  h.online.value = false;
  h.sender.pump();
  await vi.runAllTimersAsync();
  expect(h.pending()[0]).toMatchObject({ failed: false, seq: null });
  vi.useRealTimers();
});

test("a missing session is reported", async () => {
  const h = harness(() => ({ code: 409 }));
  h.write("a");
  h.sender.pump();
  await vi.waitFor(() => {
    expect(h.noSession).toHaveBeenCalledOnce();
  });
});
