import { expect, test } from "vitest";
import { dayOf, daysBefore, spanOf } from "./days";

test("days are whole ones of the reader's own zone", () => {
  const span = spanOf("2026-03-28", "2026-03-29");
  expect(span).not.toBeNull();
  expect(new Date(span?.from ?? "")).toEqual(new Date(2026, 2, 28));
  expect(new Date(span?.to ?? "")).toEqual(new Date(2026, 2, 30));
});

test("what is no day, or ends before it begins, is no span", () => {
  expect(spanOf("2026-03-29", "2026-03-28")).toBeNull();
  expect(spanOf("", "2026-03-28")).toBeNull();
  expect(spanOf("28.03.2026", "2026-03-28")).toBeNull();
});

test("days before go over months and years", () => {
  expect(daysBefore(new Date(2026, 0, 3, 0, 30), 6)).toBe("2025-12-28");
  expect(dayOf(new Date(2026, 4, 1))).toBe("2026-05-01");
});
