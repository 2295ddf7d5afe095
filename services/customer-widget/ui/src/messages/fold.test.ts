import { describe, expect, test } from "vitest";
import { changeOf, fold, foldOnce, type Row } from "./fold";

let last = 0;
function row(over: Partial<Omit<Row, "header">> & { of?: string; intent?: string; by?: string; type?: string }): Row {
  last += 1;
  const { of, intent, by = "ann", type = "CUSTOMER", ...rest } = over;
  const header = { sender: { id: by, type, senderName: by }, ...(intent ? { intent } : {}), originalMessageId: of ?? null };
  return { id: `m${last}`, seq: last, name: type === "CUSTOMER" ? "CUSTOMER_MESSAGE" : "AGENT_MESSAGE", at: `2026-11-21T10:00:0${last % 10}.000Z`, body: { type: "PLAIN", markdownText: "hello" }, header, ...rest };
}

const custom = (kind: string, more: object = {}, markdownText = "") => ({ type: "CUSTOM", markdownText, jsonNode: { kind, ...more } });
const reaction = (emoji: string | null) => custom("reaction", { reaction: { emoji, action: emoji === null ? "unreact" : "react" } }, emoji ?? "");
const edit = (words: string) => custom("edited", {}, words);
const deletion = { type: "DELETEDNOTIFICATION", originalMessageId: "wamid" };

describe("edits", () => {
  test("the original says the newest words, is marked, and no second message is shown", () => {
    const first = row({});
    const one = row({ body: edit("hullo"), of: first.id, intent: "UPDATE" });
    const two = row({ body: edit("hello there"), of: first.id, intent: "UPDATE" });
    const { shown, absorbed } = fold([first, one, two]);
    expect([...shown.keys()]).toEqual([first.id]);
    expect([...absorbed]).toEqual([one.seq, two.seq]);
    expect(shown.get(first.id)).toMatchObject({ edited: two.at, view: { text: "hello there" } });
  });

  test("an edit that names an edit is one of the original", () => {
    const first = row({});
    const one = row({ body: edit("a"), of: first.id, intent: "UPDATE" });
    const two = row({ body: edit("b"), of: one.id, intent: "UPDATE" });
    expect(fold([first, one, two]).shown.get(first.id)?.view.text).toBe("b");
  });

  test("a caption may be changed, the picture stays", () => {
    const picture = row({ body: { type: "IMAGE", caption: "a", attachment: { mediaName: "p.png", mediaUrl: "/p" } } });
    const { view } = fold([picture, row({ body: edit("b"), of: picture.id })]).shown.get(picture.id) ?? {};
    expect(view).toMatchObject({ text: "b", attachment: { url: "/p" } });
  });

  test("of a message that is not loaded it is a message of its own, marked", () => {
    const alone = row({ body: edit("new"), of: "gone", intent: "UPDATE" });
    expect(fold([alone]).shown.get(alone.id)).toMatchObject({ edited: alone.at, view: { text: "new" }, quote: null });
  });

  test("nobody changes or deletes what somebody else said", () => {
    const agents = row({ by: "me", type: "AGENT" });
    const cheat = row({ body: { type: "PLAIN", markdownText: "I owe you 1000" }, of: agents.id, intent: "UPDATE" });
    const wipe = row({ body: deletion, of: agents.id });
    const { shown } = fold([agents, cheat, wipe]);
    expect(shown.get(agents.id)).toMatchObject({ edited: null, deleted: false, view: { text: "hello" } });
    expect(shown.has(cheat.id)).toBe(true);
  });
});

describe("deletions", () => {
  test("the original is emptied, reactions and later edits with it", () => {
    const first = row({});
    const { shown, absorbed } = fold([first, row({ body: reaction("👍"), of: first.id, by: "me", type: "AGENT" }), row({ body: deletion, of: first.id }), row({ body: edit("back"), of: first.id })]);
    expect(shown.get(first.id)).toMatchObject({ deleted: true, reactions: [], edited: null, view: { text: "", named: { word: "kindDeleted" } } });
    expect(absorbed.size).toBe(3);
  });

  test("of a message that is not loaded it is said in words", () => {
    const alone = row({ body: deletion, of: "gone" });
    expect(fold([alone]).shown.get(alone.id)?.view.named?.word).toBe("kindDeleted");
  });
});

describe("reactions", () => {
  test("hang on the message, one of each person, and go when they are taken back", () => {
    const first = row({ by: "me", type: "AGENT" });
    const rows = [first, row({ body: reaction("👍"), of: first.id }), row({ body: reaction("👍"), of: first.id, by: "bob" }), row({ body: reaction("❤️"), of: first.id })];
    const signs = (all: Row[]) => fold(all).shown.get(first.id)?.reactions.map(({ emoji, by }) => [emoji, by.map(({ id }) => id)]);
    expect(signs(rows)).toEqual([
      ["👍", ["bob"]],
      ["❤️", ["ann"]],
    ]);
    expect(signs([...rows, row({ body: reaction(null), of: first.id })])).toEqual([["👍", ["bob"]]]);
    expect(fold(rows).absorbed.size).toBe(3);
  });

  test("Messenger's names become signs", () => {
    const first = row({});
    const named = row({ body: custom("reaction", { reaction: { emoji: null, name: "dislike", action: "react" } }), of: first.id });
    expect(fold([first, named]).shown.get(first.id)?.reactions[0]?.emoji).toBe("👎");
  });

  test("without their message they are said in words, and taken back they are nothing", () => {
    const given = row({ body: reaction("👍"), of: "gone" });
    const taken = row({ body: reaction(null), of: "gone" });
    const { shown, absorbed } = fold([given, taken]);
    expect(shown.get(given.id)?.view.named).toEqual({ word: "kindReacted", detail: "👍" });
    expect(shown.has(taken.id)).toBe(false);
    expect(absorbed.has(taken.seq)).toBe(true);
  });
});

test("an answer quotes its message, and what was edited is quoted with its root", () => {
  const first = row({});
  const edited = row({ body: edit("b"), of: first.id });
  const answer = row({ of: edited.id, by: "me", type: "AGENT" });
  const lost = row({ of: "gone" });
  const { shown } = fold([first, edited, answer, lost]);
  expect(shown.get(answer.id)?.quote).toEqual({ id: first.id, of: first });
  expect(shown.get(lost.id)?.quote).toEqual({ id: "gone", of: null });
});

test("rows that are no messages are left alone", () => {
  const event = { ...row({ body: { type: "NOTIFICATION" } }), name: "AGENT_SUBSCRIBED" };
  const { shown, absorbed } = fold([event]);
  expect([shown.size, absorbed.size, changeOf(event)]).toEqual([0, 0, null]);
});

test("the same rows are folded once", () => {
  const rows = [row({})];
  expect(foldOnce(rows)).toBe(foldOnce(rows));
});
