/** What the palette offers, and how it finds it. */

import type { Stretch } from "../../net/search";

export interface Command {
  id: string;
  /** Under which it is listed. */
  group: string;
  words: string;
  /** What tells it from others of the same words. */
  detail?: string;
  /** What was found in it. */
  excerpt?: readonly Stretch[];
  run: () => void;
}

const MOST = 12;

/** Those whose words all begin somewhere in the command; the ones that begin with what was typed come first. */
export function matches(commands: readonly Command[], typed: string): Command[] {
  const wish = typed.trim().toLowerCase();
  const parts = wish.split(/\s+/);
  const fits = ({ words }: Command) => {
    const text = ` ${words.toLowerCase()}`;
    return parts.every((part) => text.includes(` ${part}`) || (part.length > 2 && text.includes(part)));
  };
  const rank = ({ words }: Command) => (words.toLowerCase().startsWith(wish) ? 0 : 1);
  const found = wish === "" ? [...commands] : commands.filter(fits);
  return found.sort((a, b) => rank(a) - rank(b)).slice(0, MOST);
}
