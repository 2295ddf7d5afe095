/** A key under which an answer is stored, made from its question: "Order number" → `order_number`. */
export function keyOf(label: string, taken: readonly string[]): string {
  const plain = label
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 40);
  const base = plain === "" ? "question" : /^\d/.test(plain) ? `q_${plain}` : plain;
  let key = base;
  for (let n = 2; taken.includes(key); n += 1) key = `${base}_${n}`;
  return key;
}
