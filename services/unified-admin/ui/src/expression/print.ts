/** Expressions as text that routing-engine reads the same way. */
import { RESERVED, type Expression } from "./parse";

export function print(expression: Expression): string {
  switch (expression.kind) {
    case "everybody":
      return "true";
    case "nobody":
      return "false";
    case "term":
      return `${named(expression.attribute)} ${expression.op} ${String(expression.value)}`;
    case "not":
      return `!${enclosed(expression.of)}`;
    default: {
      // An empty "all of" holds for everybody, an empty "any of" for nobody.
      if (expression.of.length === 0) return expression.kind === "and" ? "true" : "false";
      const sign = expression.kind === "and" ? " && " : " || ";
      return expression.of.map((part) => (part.kind === "and" || part.kind === "or" ? enclosed(part) : print(part))).join(sign);
    }
  }
}

const enclosed = (part: Expression): string => (part.kind === "everybody" || part.kind === "nobody" || part.kind === "not" ? print(part) : `(${print(part)})`);

const named = (attribute: string): string =>
  /^[A-Za-z_]\w*$/.test(attribute) && !RESERVED.has(attribute) ? attribute : `attr("${attribute.replace(/["\\]/g, "\\$&")}")`;
