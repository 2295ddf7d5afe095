import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Session } from "./api";
import { SessionKeeper } from "./keeper";
import { Problem } from "./problem";

const session = (n: number, life: number): Session => ({
  accessToken: `t${n}`,
  expiresAt: new Date(Date.now() + life).toISOString(),
  user: { id: "u", username: "u", name: "U", roles: ["agent"], tenant: "default" },
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("renews at 80 % of the life, again and again", async () => {
  let n = 0;
  const keeper = new SessionKeeper({ refresh: () => Promise.resolve(session(++n, 300_000)), signedOut: vi.fn() });
  await keeper.renew();
  await vi.advanceTimersByTimeAsync(239_000);
  expect(keeper.session?.accessToken).toBe("t1");
  await vi.advanceTimersByTimeAsync(2_000);
  expect(keeper.session?.accessToken).toBe("t2");
  keeper.stop();
});

test("many who ask at once cause one call", async () => {
  const refresh = vi.fn(() => Promise.resolve(session(1, 300_000)));
  const keeper = new SessionKeeper({ refresh, signedOut: vi.fn() });
  await Promise.all([keeper.renew(), keeper.renew(), keeper.renew()]);
  expect(refresh).toHaveBeenCalledOnce();
  keeper.stop();
});

test("401 signs out; no answer keeps trying", async () => {
  const signedOut = vi.fn();
  const answers: (() => Promise<Session>)[] = [
    () => Promise.reject(new Problem(0, "", "unreachable")),
    () => Promise.resolve(session(1, 300_000)),
    () => Promise.reject(new Problem(401, "", "no")),
  ];
  const keeper = new SessionKeeper({ refresh: () => (answers.shift() ?? answers[0] ?? (() => Promise.reject(new Error())))(), signedOut });
  await keeper.renew();
  expect(keeper.session).toBeNull();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(keeper.session?.accessToken).toBe("t1");
  expect(signedOut).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(240_000);
  expect(signedOut).toHaveBeenCalledOnce();
  expect(keeper.session).toBeNull();
});
