import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Reading } from "./reading";

type Receipt = { deliveredSeq: number; readSeq?: number };

let told: Receipt[];
let answers: boolean[];
let reading: Reading;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined, removeItem: () => undefined });
  told = [];
  answers = [];
  reading = new Reading(
    "5155",
    (receipt) => {
      told.push(receipt);
      return Promise.resolve(answers.shift() ?? true);
    },
    () => undefined,
  );
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("several rows make one receipt", async () => {
  reading.reached("c", 1);
  reading.reached("c", 2);
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toEqual([{ deliveredSeq: 2 }]);
});

test("a receipt that was not taken is told again, and one that was is not", async () => {
  answers = [false, true];
  reading.look(true);
  reading.reached("c", 3);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told).toEqual([
    { deliveredSeq: 3, readSeq: 3 },
    { deliveredSeq: 3, readSeq: 3 },
  ]);
});

test("after a break everything is told once more", async () => {
  reading.look(true);
  reading.reached("c", 3);
  await vi.advanceTimersByTimeAsync(200);
  reading.resumed();
  await vi.advanceTimersByTimeAsync(200);
  expect(told).toHaveLength(2);
});
