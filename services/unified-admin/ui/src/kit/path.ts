/** Fields by the path that the server uses in its violations: `steps[1].expression`. */

export type Json = unknown;

export function keysOf(path: string): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const part of path.matchAll(/[^.[\]]+/g)) keys.push(/^\d+$/.test(part[0]) ? Number(part[0]) : part[0]);
  return keys;
}

export function read(document: Json, path: string): Json {
  let at: Json = document;
  for (const key of keysOf(path)) {
    if (typeof at !== "object" || at === null) return undefined;
    at = (at as Record<string | number, Json>)[key];
  }
  return at;
}

/** A copy with that field changed; `undefined` takes it away. */
export function written<T>(document: T, path: string, value: Json): T {
  return place(document, keysOf(path), value) as T;
}

function place(at: Json, [key, ...rest]: readonly (string | number)[], value: Json): Json {
  if (key === undefined) return value;
  if (typeof key === "number" && Array.isArray(at)) return at.map((item: Json, n) => (n === key ? place(item, rest, value) : item));
  const copy = { ...(at as Record<string, Json> | null | undefined) };
  const next = place(copy[key], rest, value);
  if (next === undefined) return Object.fromEntries(Object.entries(copy).filter(([name]) => name !== key));
  copy[key] = next;
  return copy;
}

/** The same whatever the order of its members. */
export function same(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const [left, right] = [Object.entries(a), Object.entries(b)].map((all) => all.filter(([, value]) => value !== undefined)) as [[string, Json][], [string, Json][]];
  return left.length === right.length && left.every(([key, value]) => same(value, (b as Record<string, Json>)[key]));
}
