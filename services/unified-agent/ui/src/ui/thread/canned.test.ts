import { expect, test } from "vitest";
import { cannedQuery, filled, forTeam, matching, withCanned } from "./canned";

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

test("variables are filled in, and what is not known leaves no gap", () => {
  const values = { customer: "Ana", agent: "Alice", channel: "Shop", data: { order: 17, note: { a: 1 } } };
  expect(filled("Hello {{customer}}, I am {{ agent }} of {{channel}}.", values)).toBe("Hello Ana, I am Alice of Shop.");
  expect(filled("Order {{data.order}} {{data.none}}{{data.note}}!", values)).toBe("Order 17!");
  expect(filled("Hello {{customer}}!", { ...values, customer: "" })).toBe("Hello!");
  expect(filled("{{customer}} $& {{", { ...values, customer: "$1" })).toBe("$1 $& {{");
});

test("an answer for a team is offered to its agents, one for nobody in particular to all", () => {
  const some = [...answers, { id: "4", shortcut: "vip", text: "x", teamIds: ["t1"] }];
  expect(forTeam(some, "t1").map((a) => a.id)).toEqual(["1", "2", "3", "4"]);
  expect(forTeam(some, "t2").map((a) => a.id)).toEqual(["1", "2", "3"]);
  expect(forTeam(some, null).map((a) => a.id)).toEqual(["1", "2", "3"]);
});
