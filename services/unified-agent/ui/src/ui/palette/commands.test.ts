import { expect, test } from "vitest";
import { matches, type Command } from "./commands";

const command = (id: string, words: string): Command => ({ id, group: "", words, run: () => undefined });
const all = [command("1", "Conversation with Ana Weber"), command("2", "Ready"), command("3", "Not ready: Lunch"), command("4", "Pause the conversation")];
const found = (typed: string) => matches(all, typed).map(({ id }) => id);

test("every word that is typed begins a word of the command, in any order", () => {
  expect(found("web ana")).toEqual(["1"]);
  expect(found("lunch")).toEqual(["3"]);
  expect(found("xyz")).toEqual([]);
  expect(found("")).toEqual(["1", "2", "3", "4"]);
});

test("what begins with the words comes first", () => {
  expect(found("ready")).toEqual(["2", "3"]);
  expect(found("conversation")).toEqual(["1", "4"]);
});
