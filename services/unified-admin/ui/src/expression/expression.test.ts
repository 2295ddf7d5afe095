import { expect, test } from "vitest";
import type { Agent, Attribute } from "../api/documents";
import { attributesIn, examine } from "./evaluate";
import { parse, tryParse, Unreadable, type Expression, type Op } from "./parse";
import { print } from "./print";
import { condition, expressionOf, groupOf, isGroup } from "./tree";

/** The same numbers in every run: a failure can be looked at again. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const NAMES = ["english", "vip", "Any Name", "in", 'say "hi"', "back\\slash", "عربي", "x1", "attr"];
const OPS: Op[] = ["==", "!=", "<", "<=", ">", ">="];

function made(random: () => number, depth: number): Expression {
  const pick = <T,>(all: readonly T[]): T => all[Math.floor(random() * all.length)] as T;
  const kind = depth === 0 ? "term" : pick(["term", "term", "not", "and", "or", "everybody", "nobody"] as const);
  switch (kind) {
    case "not":
      return { kind, of: made(random, depth - 1) };
    case "and":
    case "or":
      return { kind, of: Array.from({ length: 2 + Math.floor(random() * 3) }, () => made(random, depth - 1)) };
    case "everybody":
    case "nobody":
      return { kind };
    default: {
      const value = pick<boolean | number>([true, false, 1, 5, 10]);
      return { kind: "term", attribute: pick(NAMES), op: typeof value === "boolean" ? pick(["==", "!="] as const) : pick(OPS), value };
    }
  }
}

/** Chains of the same sign are one chain, as the server has it. */
function flat(expression: Expression): Expression {
  if (expression.kind === "not") return { kind: "not", of: flat(expression.of) };
  if (expression.kind !== "and" && expression.kind !== "or") return expression;
  const of = expression.of.map(flat).flatMap((part) => (part.kind === expression.kind ? part.of : [part]));
  return { kind: expression.kind, of };
}

test("what is printed is read again as it was", () => {
  const random = numbers(7);
  for (let n = 0; n < 3_000; n += 1) {
    const expression = made(random, 4);
    const text = print(expression);
    expect(parse(text), text).toEqual(flat(expression));
  }
});

test("the builder's groups say what the expression says", () => {
  const random = numbers(11);
  for (let n = 0; n < 1_000; n += 1) {
    const expression = made(random, 3);
    const again = isGroup(expression) ? expressionOf(groupOf(expression)) : expressionOf({ ...groupOf(expression) });
    const values = new Map(NAMES.map((name) => [name, Math.floor(random() * 10) + 1]));
    const agents = [agent("a", Object.fromEntries(values)), agent("b", {})];
    const who = (one: Expression) => examine(print(one), agents, []).agents?.map(({ id }) => id);
    expect(who(again), print(expression)).toEqual(who(expression));
  }
});

test("the server's own examples", () => {
  const term = (attribute: string, op: Op, value: boolean | number): Expression => ({ kind: "term", attribute, op, value });
  expect(parse("5 <= english")).toEqual(term("english", ">=", 5));
  expect(parse("vip")).toEqual(term("vip", "==", true));
  expect(parse('attr("Any Name") != 3')).toEqual(term("Any Name", "!=", 3));
  expect(parse("vip || english > 1 && !vip")).toEqual({
    kind: "or",
    of: [term("vip", "==", true), { kind: "and", of: [term("english", ">", 1), { kind: "not", of: term("vip", "==", true) }] }],
  });
  expect(parse("  true ")).toEqual({ kind: "everybody" });
});

test("a fault names its column", () => {
  const column = (text: string) => {
    try {
      parse(text);
    } catch (fault) {
      return (fault as Unreadable).column;
    }
    return null;
  };
  expect(column("english >= ")).toBe(11);
  expect(column("english > english")).toBe(11);
  expect(column("vip && (english > 3")).toBe(20);
  expect(column("english + 1 > 3")).toBe(9);
  expect(column("")).toBe(1);
  expect(column("vip &&   ?")).toBe(10);
  expect(column("in > 3")).toBe(1);
});

test("no text makes it fall over", () => {
  const random = numbers(3);
  const signs = "ab1 ()!&|<>=\"'\\.,-+";
  for (let n = 0; n < 5_000; n += 1) {
    const text = Array.from({ length: Math.floor(random() * 40) }, () => signs[Math.floor(random() * signs.length)] ?? "").join("");
    expect(() => tryParse(text)).not.toThrow();
  }
  expect(tryParse("!".repeat(10_000))).toBeNull();
  expect(tryParse("(".repeat(10_000))).toBeNull();
});

const agent = (id: string, attributes: Agent["attributes"]): Agent => ({ id, version: 1, updatedAt: "", name: id, attributes });
const attribute = (name: string, type: Attribute["type"], defaultValue: Attribute["defaultValue"]): Attribute => ({ id: name, version: 1, updatedAt: "", name, type, defaultValue, description: "" });

test("who qualifies: lacking is false, null is the default", () => {
  const attributes = [attribute("english", "PROFICIENCY_LEVEL", 6), attribute("vip", "BOOLEAN", true)];
  const agents = [agent("has", { english: 9 }), agent("default", { english: null }), agent("lacks", {}), agent("no", { vip: 0, english: 2 })];
  const who = (text: string) => examine(text, agents, attributes).agents?.map(({ id }) => id);
  expect(who("english >= 6")).toEqual(["has", "default"]);
  expect(who("english != 9")).toEqual(["default", "no"]);
  expect(who("!(english >= 6)")).toEqual(["lacks", "no"]);
  expect(who("vip == false")).toEqual(["no"]);
  expect(who("true")).toHaveLength(4);
  expect(who("false")).toEqual([]);
  expect(who("english +")).toBeUndefined();
  expect(examine("french > 1", agents, attributes).unknown).toEqual(["french"]);
  expect(attributesIn('english >= 5 && attr("Any Name") ==')).toContain("Any Name");
});

test("a condition by itself", () => {
  expect(condition({ kind: "not", of: { kind: "everybody" } })).toEqual({ negated: true, of: { kind: "everybody" } });
});
