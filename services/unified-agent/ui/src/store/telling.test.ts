import { expect, test } from "vitest";
import { Store } from "./store";

const server = (reason: string) => ({ type: "server", event: { type: "errors", payload: { code: 500, task: null, reason } }, now: 0 }) as const;

test("a burst from the server is told once, and what somebody does here is told at once", () => {
  const frames: (() => void)[] = [];
  const store = new Store((tell) => frames.push(tell));
  let told = 0;
  store.subscribe(() => {
    told += 1;
  });
  store.dispatch(server("one"));
  store.dispatch(server("two"));
  expect([told, frames.length, store.get().notices.length]).toEqual([0, 1, 2]);
  frames[0]?.();
  expect(told).toBe(1);

  store.dispatch(server("three"));
  store.dispatch({ type: "selected", conversationId: null });
  store.dispatch({ type: "problem", reason: "four" });
  const before = told;
  expect(before).toBeGreaterThan(1);
  frames[1]?.();
  expect(told).toBe(before);
});
