import { expect, test } from "vitest";
import { isUnanswered } from "./resumption";

test("a server that cannot look now has not answered, whatever it says of the chat", () => {
  for (const code of [429, 500, 503, 504]) expect(isUnanswered({ isChatAvailable: false, code, data: null })).toBe(true);
});

test("a chat that is over, or somebody else's, is an answer, and so is one that goes on", () => {
  expect(isUnanswered({ isChatAvailable: false, data: null })).toBe(false);
  expect(isUnanswered({ isChatAvailable: false, code: 403, data: null })).toBe(false);
  expect(isUnanswered({ isChatAvailable: true, data: { activities: [], seq: 4 } })).toBe(false);
});
