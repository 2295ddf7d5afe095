/** Reads what somebody outside wrote: a field that is not what it should be is not there. */

function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (typeof found !== "object" || found === null) return undefined;
    found = (found as Record<string, unknown>)[key];
  }
  return found;
}

export function text(value: unknown, ...path: string[]): string {
  const found = at(value, path);
  return typeof found === "string" ? found.trim() : "";
}

export function number(value: unknown, ...path: string[]): number | null {
  const found = at(value, path);
  const read = typeof found === "string" && found.trim() !== "" ? Number(found) : found;
  return typeof read === "number" && Number.isFinite(read) ? read : null;
}

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
