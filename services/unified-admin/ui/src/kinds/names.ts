/** What a reference is called by people. */
import type { KindName } from "../api/documents";
import type { Shelves } from "../api/library";
import { KINDS } from ".";
import type { Doc } from "../kit/kind";

/** By id or by name, as owners accept both; what is unknown is shown as it is. */
export function nameIn(shelves: Shelves, kind: KindName, key: string): string {
  if (key === "") return "";
  const items = shelves[kind].items as unknown as Doc[];
  const found = items.find((item) => item.id === key);
  return found ? KINDS[kind].nameOf(found) : key;
}
