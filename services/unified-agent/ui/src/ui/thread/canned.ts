/** Finding canned answers behind a "/" just before the cursor. */
import type { CannedAnswer } from "../../net/api";

/** The word after the slash, or null when the cursor is not behind one. */
export function cannedQuery(text: string, cursor: number): string | null {
  return /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, cursor))?.[1] ?? null;
}

const LIMIT = 8;

export function matching(answers: readonly CannedAnswer[], query: string): CannedAnswer[] {
  const wish = query.toLowerCase();
  const rank = (answer: CannedAnswer) => {
    const shortcut = answer.shortcut.replace(/^\//, "").toLowerCase();
    if (shortcut.startsWith(wish)) return 0;
    return shortcut.includes(wish) || answer.text.toLowerCase().includes(wish) ? 1 : 2;
  };
  return answers
    .filter((answer) => rank(answer) < 2)
    .sort((a, b) => rank(a) - rank(b) || a.shortcut.localeCompare(b.shortcut))
    .slice(0, LIMIT);
}

/** Replaces the slash and what follows it by the answer; tells where the cursor goes. */
export function withCanned(text: string, cursor: number, answer: string): { text: string; cursor: number } {
  const query = cannedQuery(text, cursor) ?? "";
  const start = cursor - query.length - 1;
  return { text: text.slice(0, start) + answer + text.slice(cursor), cursor: start + answer.length };
}

/** Those of everybody, and of the agent's own team. */
export function forTeam(answers: readonly CannedAnswer[], teamId: string | null): CannedAnswer[] {
  return answers.filter(({ teamIds = [] }) => teamIds.length === 0 || (teamId !== null && teamIds.includes(teamId)));
}

/** What an answer may name between double braces. */
export interface CannedValues {
  customer: string;
  agent: string;
  channel: string;
  data: Readonly<Record<string, unknown>>;
}

/** The answer with its variables filled in; what is not known is left out, with the space before it. */
export function filled(answer: string, values: CannedValues): string {
  return answer.replace(/( ?)\{\{\s*([^{}]*?)\s*\}\}/g, (_whole, space: string, name: string) => {
    const value = name.startsWith("data.") ? values.data[name.slice(5)] : values[name as "customer"];
    const text = typeof value === "string" || typeof value === "number" ? String(value) : "";
    return text === "" ? "" : space + text;
  });
}
