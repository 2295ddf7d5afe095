/** Expressions as the builder shows them: groups ("all of", "any of", perhaps turned around) of conditions and groups. */
import type { Expression } from "./parse";

export interface Group {
  kind: "and" | "or";
  negated: boolean;
  items: Expression[];
}

export const isGroup = (expression: Expression): boolean =>
  expression.kind === "and" || expression.kind === "or" || (expression.kind === "not" && expression.of.kind !== "term");

export function groupOf(expression: Expression): Group {
  switch (expression.kind) {
    case "and":
    case "or":
      return { kind: expression.kind, negated: false, items: expression.of };
    case "not":
      return isGroup(expression.of) ? { ...groupOf(expression.of), negated: !groupOf(expression.of).negated } : { kind: "and", negated: expression.of.kind !== "term", items: [expression.of.kind === "term" ? expression : expression.of] };
    case "everybody":
      return { kind: "and", negated: false, items: [] };
    case "nobody":
      return { kind: "or", negated: false, items: [] };
    case "term":
      return { kind: "and", negated: false, items: [expression] };
  }
}

/** A group keeps its shape, even with one item, as long as the builder holds it; the text does not show that. */
export function expressionOf({ kind, negated, items }: Group): Expression {
  const inner: Expression = { kind, of: items };
  return negated ? { kind: "not", of: inner } : inner;
}

/** A condition by itself: whether it is turned around, and the rest. */
export function condition(expression: Expression): { negated: boolean; of: Expression } {
  return expression.kind === "not" ? { negated: true, of: expression.of } : { negated: false, of: expression };
}
