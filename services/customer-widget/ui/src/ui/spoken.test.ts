import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Spoken } from "./spoken";

let heard: string[] = [];
let spoken: Spoken;

beforeEach(() => {
  vi.useFakeTimers();
  heard = [];
  spoken = new Spoken((text) => {
    if (text !== "") heard.push(text);
  });
});
afterEach(() => {
  vi.useRealTimers();
});

test("the first word is said at once, later ones seldom, and then only the newest", () => {
  spoken.say("number 9", false);
  for (const place of [8, 7, 6]) {
    vi.advanceTimersByTime(3_000);
    spoken.say(`number ${place}`, false);
  }
  expect(heard).toEqual(["number 9"]);
  vi.advanceTimersByTime(21_000);
  expect(heard).toEqual(["number 9", "number 6"]);
});

test("what matters does not wait, and nothing is said twice", () => {
  spoken.say("number 2", false);
  vi.advanceTimersByTime(1_000);
  spoken.say("next", true);
  spoken.say("next", true);
  vi.advanceTimersByTime(60_000);
  expect(heard).toEqual(["number 2", "next"]);
});

test("what was said is taken away, and nothing is said after the end", () => {
  let shown = "";
  const last = new Spoken((text) => (shown = text));
  last.say("number 2", false);
  expect(shown).toBe("number 2");
  vi.advanceTimersByTime(5_000);
  expect(shown).toBe("");
  last.say("number 1", false);
  last.stop();
  vi.advanceTimersByTime(60_000);
  expect(shown).toBe("");
});
