/** What nobody should have to think of. */

/** "Larch & Linen" → `larch-linen`; texts without Latin letters get a plain name. */
export function identifierOf(name: string, taken: readonly string[]): string {
  const slug = name
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40);
  const base = slug === "" ? "chat" : slug;
  let identifier = base;
  for (let n = 2; taken.includes(identifier); n += 1) identifier = `${base}-${n}`;
  return identifier;
}

/** A short number, as installations like to give them to web channels. */
export function freeNumber(taken: readonly string[]): string {
  let number = 5155;
  while (taken.includes(String(number))) number += 1;
  return String(number);
}

/** "Larch & Linen" → "LL"; one word gives its first two letters. */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const letters = words.length > 1 ? words.slice(0, 2).map((word) => Array.from(word)[0] ?? "") : Array.from(words[0] ?? "").slice(0, 2);
  return letters.join("").toLocaleUpperCase();
}
