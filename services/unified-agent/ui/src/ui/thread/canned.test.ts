import { expect, test } from "vitest";
import { cannedQuery, matching, withCanned } from "./canned";

const answers = [
  { id: "1", shortcut: "hello", text: "Good day, how can I help?" },
  { id: "2", shortcut: "/hours", text: "We are open 9 to 5." },
  { id: "3", shortcut: "bye", text: "Have a good day, hello again soon." },
];

test("a slash at the start of a word asks; one inside a word or address does not", () => {
  expect(cannedQuery("/he", 3)).toBe("he");
  expect(cannedQuery("Hi /", 4)).toBe("");
  expect(cannedQuery("and/or", 6)).toBeNull();
  expect(cannedQuery("https://e.org/x", 15)).toBeNull();
  expect(cannedQuery("/he llo", 7)).toBeNull();
});

test("shortcuts that begin with the word come first, then words inside the text", () => {
  expect(matching(answers, "h").map((a) => a.id)).toEqual(["2", "1", "3"]);
  expect(matching(answers, "hello").map((a) => a.id)).toEqual(["1", "3"]);
  expect(matching(answers, "xyz")).toEqual([]);
});

test("the answer takes the place of the slash and the word, the rest stays", () => {
  expect(withCanned("Hi /he there", 6, "Hello")).toEqual({ text: "Hi Hello there", cursor: 8 });
});
