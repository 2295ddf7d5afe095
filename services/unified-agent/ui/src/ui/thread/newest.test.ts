import { expect, test } from "vitest";
import type { Activity } from "../../store/model";
import { STEP, isLong, newest } from "./newest";

/** Every third number is somebody else's to see. */
const rows = (count: number): Activity[] => Array.from({ length: count }, (_, n) => ({ seq: n * 3 + 1 }) as Activity);

test("short conversations are drawn whole", () => {
  expect(newest([])).toBe(0);
  expect(newest(rows(STEP))).toBe(0);
  expect(isLong(rows(2 * STEP), 0)).toBe(false);
});

test("of long ones the newest, and step by step what was before", () => {
  const all = rows(STEP * 2 + 10);
  const first = newest(all);
  expect(all.filter((row) => row.seq >= first)).toHaveLength(STEP);
  const second = newest(all, first);
  expect(all.filter((row) => row.seq >= second)).toHaveLength(2 * STEP);
  expect(newest(all, second)).toBe(0);
});

test("whoever reads the newest of a chat that grows is shown fewer again", () => {
  const all = rows(STEP * 4);
  const from = newest(all);
  const grown = rows(STEP * 5 + 1);
  expect([isLong(all, from), isLong(grown, from), isLong(all, 0)]).toEqual([false, true, true]);
});
