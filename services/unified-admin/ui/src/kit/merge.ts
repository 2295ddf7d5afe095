/** Two people changed one document: what each of them changed, and what a third version of it would be. */
import { same } from "./path";

export interface Difference {
  field: string;
  base: unknown;
  mine: unknown;
  theirs: unknown;
  /** `both` needs a choice; the others join by themselves. */
  by: "me" | "them" | "both";
}
type Doc = Readonly<Record<string, unknown>>;

const OWN = new Set(["id", "version", "updatedAt"]);

export function differences(base: Doc, mine: Doc, theirs: Doc): Difference[] {
  const fields = [...new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])].filter((field) => !OWN.has(field));
  return fields.flatMap((field): Difference[] => {
    const at = { field, base: base[field], mine: mine[field], theirs: theirs[field] };
    const [iDid, theyDid] = [!same(at.base, at.mine), !same(at.base, at.theirs)];
    if (!iDid && !theyDid) return [];
    if (same(at.mine, at.theirs)) return [{ ...at, by: "them" }];
    return [{ ...at, by: iDid && theyDid ? "both" : iDid ? "me" : "them" }];
  });
}

/** Theirs, with my changes on top; where both changed the same field, what was chosen, and theirs until something is. */
export function merged<T extends object>(base: T, mine: T, theirs: T, choice: Readonly<Record<string, "mine" | "theirs">>): T {
  const result = { ...(theirs as Record<string, unknown>) };
  for (const { field, by, mine: value } of differences(base as Doc, mine as Doc, theirs as Doc)) {
    if (by === "me" || (by === "both" && choice[field] === "mine")) result[field] = value;
  }
  return result as T;
}

/** Leaf by leaf, for people: `steps[0].expression`, before, after. */
export function changes(before: unknown, after: unknown, path = ""): { path: string; before: unknown; after: unknown }[] {
  if (same(before, after)) return [];
  const open = (value: unknown) => typeof value === "object" && value !== null && Object.keys(value).length > 0;
  if (!open(before) && !open(after)) return [{ path, before, after }];
  if ((open(before) || before === undefined || before === null) && (open(after) || after === undefined || after === null)) {
    const [left, right] = [before, after].map((value) => (value ?? {}) as Doc) as [Doc, Doc];
    const list = Array.isArray(before) || Array.isArray(after);
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
    return keys.flatMap((key) => changes(left[key], right[key], list ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`));
  }
  return [{ path, before, after }];
}
