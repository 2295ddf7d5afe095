import { expect, it } from "vitest";
import { ar } from "./ar";
import { directionOf, pickLanguage, translator, wordsOf } from "./catalogue";
import { de } from "./de";
import { en, type Key } from "./en";

const others = { de, ar };
const keys = Object.keys(en) as Key[];
const places = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

it.each(Object.entries(others))("%s says everything that English says, and nothing else", (_, words) => {
  expect(Object.keys(words).sort()).toEqual([...keys].sort());
});

it.each(Object.entries(others))("%s has no empty word and fills in the same values", (_, words) => {
  for (const key of keys) {
    expect(words[key].trim(), key).not.toBe("");
    expect(places(words[key]), key).toEqual(places(en[key]));
  }
});

it("Arabic words are written in Arabic letters", () => {
  for (const key of keys) expect(ar[key], key).toMatch(/[\u0600-\u06ff]/);
});

it("the first wish that is spoken counts, whatever its region and case", () => {
  expect(pickLanguage(null, "fr", "AR-eg", "de")).toBe("ar");
  expect(pickLanguage("auto", "de_AT")).toBe("de");
  expect(pickLanguage("xx", undefined, "")).toBe("en");
});

it("only Arabic runs from right to left", async () => {
  expect([directionOf("ar"), directionOf("de"), directionOf("en")]).toEqual(["rtl", "ltr", "ltr"]);
  expect(translator(await wordsOf("ar"))("queued", { position: 3 })).toContain("3");
});
