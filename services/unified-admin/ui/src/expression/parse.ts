/**
 * Step expressions, as routing-engine reads them: comparisons of attributes with constants, `&&`, `||`, `!`, parentheses,
 * `true`, `false`; an attribute is named plainly or as `attr("Any Name")`. What this cannot read stays a text.
 */

export type Op = "==" | "!=" | "<" | "<=" | ">" | ">=";
export interface Term {
  kind: "term";
  attribute: string;
  op: Op;
  value: boolean | number;
}
export type Expression =
  | { kind: "everybody" }
  | { kind: "nobody" }
  | Term
  | { kind: "not"; of: Expression }
  | { kind: "and" | "or"; of: Expression[] };

/** From 1, as the server counts. */
export class Unreadable extends Error {
  constructor(readonly column: number) {
    super(`cannot be read at column ${column}`);
  }
}

interface Token {
  kind: "name" | "number" | "string" | "sign" | "end";
  text: string;
  at: number;
}

const TOKENS = /\s*(?:([A-Za-z_]\w*)|(\d+)(?![\w.])|("(?:[^"\\\n]|\\["\\])*"|'(?:[^'\\\n]|\\['\\])*')|(&&|\|\||[=!<>]=|[<>!(),-]))/y;
const TURNED: Record<Op, Op> = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const DEEPEST = 60;
/** Names that the language keeps for itself. */
export const RESERVED = new Set(
  "true false null in as break const continue else for function if import let loop package namespace return var void while".split(" "),
);

function tokens(text: string): Token[] {
  const found: Token[] = [];
  TOKENS.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKENS.lastIndex < end) {
    const from = TOKENS.lastIndex;
    const match = TOKENS.exec(text);
    if (!match) throw new Unreadable(from + 1 + (/^\s*/.exec(text.slice(from))?.[0].length ?? 0));
    const [whole, name, number, string, sign] = match;
    const body = name ?? number ?? string ?? sign ?? "";
    const kind = name !== undefined ? "name" : number !== undefined ? "number" : string !== undefined ? "string" : "sign";
    found.push({ kind, text: body, at: from + whole.length - body.length });
  }
  return [...found, { kind: "end", text: "", at: end }];
}

class Parser {
  private next = 0;
  private depth = 0;
  constructor(private readonly all: Token[]) {}

  whole(): Expression {
    const expression = this.or();
    if (this.peek().kind !== "end") this.fail();
    return expression;
  }

  private or(): Expression {
    return this.chain("||", "or", () => this.and());
  }

  private and(): Expression {
    return this.chain("&&", "and", () => this.not());
  }

  private chain(sign: string, kind: "and" | "or", part: () => Expression): Expression {
    const parts = [part()];
    while (this.take(sign)) parts.push(part());
    return parts.length === 1 && parts[0] ? parts[0] : { kind, of: parts.flatMap((one) => (one.kind === kind ? one.of : [one])) };
  }

  private not(): Expression {
    if (this.take("!")) {
      this.deeper();
      const of = this.not();
      this.depth -= 1;
      return { kind: "not", of };
    }
    return this.primary();
  }

  private primary(): Expression {
    if (this.take("(")) {
      this.deeper();
      const inner = this.or();
      if (!this.take(")")) this.fail();
      this.depth -= 1;
      return inner;
    }
    const left = this.operand();
    const op = this.operator();
    if (op === null) {
      if (left.kind === "attribute") return { kind: "term", attribute: left.name, op: "==", value: true };
      if (typeof left.value === "boolean") return { kind: left.value ? "everybody" : "nobody" };
      return this.fail();
    }
    const at = this.peek().at;
    const right = this.operand();
    if (left.kind === "attribute" && right.kind === "value") return { kind: "term", attribute: left.name, op, value: right.value };
    if (left.kind === "value" && right.kind === "attribute") return { kind: "term", attribute: right.name, op: TURNED[op], value: left.value };
    throw new Unreadable(at + 1);
  }

  private operand(): { kind: "attribute"; name: string } | { kind: "value"; value: boolean | number } {
    const token = this.peek();
    if (token.kind === "number") {
      this.next += 1;
      return { kind: "value", value: Number(token.text) };
    }
    if (token.kind !== "name") return this.fail();
    this.next += 1;
    if (token.text === "true" || token.text === "false") return { kind: "value", value: token.text === "true" };
    if (token.text === "attr" && this.take("(")) {
      const name = this.peek();
      if (name.kind !== "string") return this.fail();
      this.next += 1;
      if (!this.take(")")) this.fail();
      return { kind: "attribute", name: name.text.slice(1, -1).replace(/\\(.)/g, "$1") };
    }
    if (RESERVED.has(token.text)) throw new Unreadable(token.at + 1);
    return { kind: "attribute", name: token.text };
  }

  private operator(): Op | null {
    const { kind, text } = this.peek();
    if (kind !== "sign" || !(text in TURNED)) return null;
    this.next += 1;
    return text as Op;
  }

  private deeper(): void {
    this.depth += 1;
    if (this.depth > DEEPEST) this.fail();
  }

  private peek(): Token {
    return this.all[this.next] ?? { kind: "end", text: "", at: 0 };
  }

  private take(sign: string): boolean {
    const { kind, text } = this.peek();
    if (kind !== "sign" || text !== sign) return false;
    this.next += 1;
    return true;
  }

  private fail(): never {
    throw new Unreadable(this.peek().at + 1);
  }
}

export function parse(text: string): Expression {
  return new Parser(tokens(text)).whole();
}

/** Null where the text is beyond us. */
export function tryParse(text: string): Expression | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
