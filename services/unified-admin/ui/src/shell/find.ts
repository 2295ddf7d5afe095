/** What the search finds: pages, actions, and everything by its name. */
import { KIND_NAMES, type KindName } from "../api/documents";
import type { Shelves } from "../api/library";
import { KINDS } from "../kinds";
import type { Doc } from "../kit/kind";
import { inSentence, type Translate } from "../text/translate";
import { GROUPS } from "./places";

export interface Found {
  to: string;
  text: string;
  kind: string;
}

const MOST = 40;

export function find(wanted: string, shelves: Shelves, t: Translate, language: string): Found[] {
  const words = wanted.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const pages = GROUPS.flatMap(({ label, places }) => places.map((place) => ({ to: place.to, text: t(place.label), kind: t("searchPage"), also: t(label) })));
  if (words.length === 0) return pages.slice(0, MOST);
  const actions = SHOWN.map((name) => ({ to: KINDS[name].newAt ?? `${name}/new`, text: t("newOne", { kind: inSentence(t(KINDS[name].one), language) }), kind: t("searchAction"), also: "" }));
  const things = SHOWN.flatMap((name) =>
    (shelves[name].items as unknown as Doc[]).map((item) => ({
      to: `${name}/${encodeURIComponent(item.id)}`,
      text: KINDS[name].nameOf(item),
      kind: t(KINDS[name].one),
      also: KINDS[name].words?.(item) ?? "",
    })),
  );
  return [...pages, ...things, ...actions]
    .map((entry) => ({ entry, score: score(words, entry) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, MOST)
    .map(({ entry: { to, text, kind } }) => ({ to, text, kind }));
}

/** Agents are shown as the users they are; of what there is one of, the page is found. */
const SHOWN: readonly KindName[] = KIND_NAMES.filter((name) => name !== "agents" && KINDS[name].single === undefined);

/** Every word must be somewhere; at the beginning of the name counts most. */
function score(words: readonly string[], { text, kind, also }: Found & { also: string }): number {
  const name = text.toLocaleLowerCase();
  const rest = `${kind} ${also}`.toLocaleLowerCase();
  let sum = 0;
  for (const word of words) {
    if (name.startsWith(word)) sum += 4;
    else if (name.includes(` ${word}`)) sum += 3;
    else if (name.includes(word)) sum += 2;
    else if (rest.includes(word)) sum += 1;
    else return 0;
  }
  return sum;
}
