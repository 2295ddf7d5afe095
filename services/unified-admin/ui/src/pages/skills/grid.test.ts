import { expect, test } from "vitest";
import type { Agent, Attribute } from "../../api/documents";
import { applied, cell, edit, typed, type Edits } from "./grid";

const agent: Agent = { id: "a", version: 1, updatedAt: "", name: "A", attributes: { english: 7, vip: 1 } };
const level = { name: "english", type: "PROFICIENCY_LEVEL", defaultValue: 4 } as Attribute;
const flag = { name: "vip", type: "BOOLEAN", defaultValue: true } as Attribute;

test("an edit that comes back to what was is none", () => {
  let edits: Edits = edit({}, agent, "english", 9);
  expect(cell(agent, "english", edits)).toBe(9);
  expect(applied(agent, edits)).toEqual({ english: 9, vip: 1 });
  edits = edit(edits, agent, "vip", true);
  expect(edits).toEqual({ a: { english: 9 } });
  expect(edit(edits, agent, "english", 7)).toEqual({});
});

test("taking an attribute away is not the same as its default", () => {
  expect(applied(agent, edit({}, agent, "vip", undefined))).toEqual({ english: 7 });
  expect(applied(agent, edit({}, agent, "english", null))).toEqual({ english: null, vip: 1 });
});

test("keys", () => {
  expect(typed("0", level, 3)).toEqual({ value: 10 });
  expect(typed("+", level, 10)).toEqual({ value: 10 });
  expect(typed("-", level, undefined)).toEqual({ value: 3 });
  expect(typed(" ", level, undefined)).toEqual({ value: 4 });
  expect(typed("Delete", level, 3)).toEqual({ value: undefined });
  expect(typed("x", level, 3)).toBeNull();
  expect(typed(" ", flag, undefined)).toEqual({ value: true });
  expect(typed(" ", flag, 1)).toEqual({ value: false });
  expect(typed(" ", flag, false)).toEqual({ value: undefined });
  expect(typed("5", flag, false)).toBeNull();
});
