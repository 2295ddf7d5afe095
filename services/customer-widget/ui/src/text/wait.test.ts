import { expect, test } from "vitest";
import { translator, wordsOf, type Language } from "./catalogue";
import { expected, place } from "./wait";

const MINUTE = 60_000;
const told = async (language: Language, low: number, high: number) =>
  expected({ lowMs: low * MINUTE, likelyMs: 0, highMs: high * MINUTE }, language, translator(await wordsOf(language)));

test("a wait is an interval of begun minutes", async () => {
  expect(await told("en", 1.2, 5.5)).toBe("about 2–6 minutes");
  expect(await told("de", 1.2, 5.5)).toBe("etwa 2–6 Minuten");
  expect(await told("ar", 1.2, 5.5)).toBe("حوالي 2–6 دقائق");
});

test("both ends alike are one figure, the shortest has none, and long ones are hours", async () => {
  expect(await told("en", 3.1, 3.9)).toBe("about 4 minutes");
  expect(await told("en", 0, 1)).toBe("about 1 minute");
  expect(await told("en", 0, 0.9)).toBe("less than a minute");
  expect(await told("en", 50, 130)).toBe("about 1–3 hours");
});

test("a place is a number, the first is next, and none is just a wait", async () => {
  const t = translator(await wordsOf("en"));
  const said = (position: number) => place({ position, estimatedWait: null }, t);
  expect([said(3), said(1)]).toEqual(["You are number 3 in the queue", "You are next"]);
  expect(said(0)).toContain("You are in the queue");
});
