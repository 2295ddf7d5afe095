/** Splits text into plain runs and http(s) links. The pieces are rendered as text nodes, never as markup. */

export type Piece = { text: string; href?: undefined } | { text: string; href: string };

const URL_PATTERN = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+/gi;
const TRAILING = /[.,;:!?)\]}»”’]+$/;

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(URL_PATTERN)) {
    const raw = trimEnd(match[0]);
    const href = safeHref(raw);
    if (!href) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index) });
    pieces.push({ text: raw, href });
    end = match.index + raw.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end) });
  return pieces;
}

/** A full stop after an address belongs to the sentence; a closing bracket only if none was opened inside. */
function trimEnd(url: string): string {
  const trailing = TRAILING.exec(url)?.[0] ?? "";
  if (trailing.startsWith(")") && url.slice(0, -trailing.length).includes("(")) return url.slice(0, url.length - trailing.length + 1);
  return url.slice(0, url.length - trailing.length);
}

function safeHref(raw: string): string | null {
  try {
    const url = new URL(raw);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
