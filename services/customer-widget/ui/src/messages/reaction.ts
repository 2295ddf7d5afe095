/** The sign of a reaction. */
import type { Body } from "./content";
import { text } from "./untrusted";

/** Messenger names its reactions, and does not always send the sign too. */
const NAMED: Record<string, string> = { smile: "😆", angry: "😠", sad: "😢", wow: "😮", love: "❤️", like: "👍", dislike: "👎" };
/** The longest signs are made of this many parts: families, flags, skin. */
const PARTS = 12;

export const isReaction = (body: Body): boolean => body.type === "CUSTOM" && text(body.jsonNode, "kind") === "reaction";

/** None if it was taken back. */
export function emojiOf(body: Body): string | null {
  if (text(body.jsonNode, "reaction", "action") === "unreact") return null;
  const given = text(body.jsonNode, "reaction", "emoji") || (body.markdownText ?? "").trim();
  if (given !== "") return Array.from(given).slice(0, PARTS).join("");
  const name = text(body.jsonNode, "reaction", "name");
  return name === "" ? null : (NAMED[name] ?? "•");
}
