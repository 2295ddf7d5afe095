/** Who qualifies, and what a step gets wrong: as routing-engine decides it, so that a warning here is true there. */
import type { Agent, Attribute, Level } from "../api/documents";
import { tryParse, type Expression, type Op } from "./parse";

const number = (value: Level): number => Number(value);

const COMPARE: Record<Op, (a: number, b: number) => boolean> = {
  "==": (a, b) => a === b,
  "!=": (a, b) => a !== b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
};

/** An agent's values with defaults filled in. */
export function levels(agent: Agent, attributes: readonly Attribute[]): Map<string, number> {
  const known = new Map(attributes.map((attribute) => [attribute.name, attribute.defaultValue]));
  return new Map(Object.entries(agent.attributes).map(([name, value]) => [name, number(value ?? known.get(name) ?? 1)]));
}

/** A term on an attribute that the agent lacks is false. */
export function matches(expression: Expression, values: ReadonlyMap<string, number>): boolean {
  switch (expression.kind) {
    case "everybody":
      return true;
    case "nobody":
      return false;
    case "term": {
      const value = values.get(expression.attribute);
      return value !== undefined && COMPARE[expression.op](value, number(expression.value));
    }
    case "not":
      return !matches(expression.of, values);
    case "and":
      return expression.of.every((part) => matches(part, values));
    case "or":
      return expression.of.some((part) => matches(part, values));
  }
}

export function attributesOf(expression: Expression): string[] {
  switch (expression.kind) {
    case "term":
      return [expression.attribute];
    case "not":
      return attributesOf(expression.of);
    case "and":
    case "or":
      return [...new Set(expression.of.flatMap(attributesOf))];
    default:
      return [];
  }
}

/** The attributes a text names; of one that cannot be read, the names it seems to contain. */
export function attributesIn(text: string): string[] {
  const expression = tryParse(text);
  if (expression) return attributesOf(expression);
  return [...new Set([...text.matchAll(/attr\(\s*["']([^"']+)["']\s*\)|\b([A-Za-z_]\w*)\b/g)].map((found) => found[1] ?? found[2] ?? ""))];
}

export interface Findings {
  /** Named, but there is no such attribute. */
  unknown: string[];
  /** Who qualifies by this step alone; null when the text cannot be read here. */
  agents: readonly Agent[] | null;
}

export function examine(text: string, agents: readonly Agent[], attributes: readonly Attribute[]): Findings {
  const expression = tryParse(text);
  if (!expression) return { unknown: [], agents: null };
  const names = new Set(attributes.map((attribute) => attribute.name));
  return {
    unknown: attributesOf(expression).filter((name) => !names.has(name)),
    agents: agents.filter((agent) => matches(expression, levels(agent, attributes))),
  };
}
