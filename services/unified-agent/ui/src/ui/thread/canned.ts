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
