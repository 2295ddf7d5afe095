import { pickLanguage, type Language } from "@switchboard/customer-widget/text";
import { en, type Key, type Words } from "./en";

/** English is always there; the others come when they are wanted. */
const CATALOGUES: Record<Language, () => Promise<Words>> = {
  en: () => Promise.resolve(en),
  de: () => import("./de").then(({ de }) => de),
  ar: () => import("./ar").then(({ ar }) => ar),
};
const KEY = "switchboard.admin.language";

export type Translate = (key: Key, values?: Readonly<Record<string, string | number>>) => string;
export type { Key, Language };

export const wordsOf = (language: Language): Promise<Words> => CATALOGUES[language]();

export function translator(words: Words): Translate {
  // What is not given stays: `{{1}}` is a template's parameter, not ours.
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole));
}

/** A name within a sentence: English nouns begin small there. */
export const inSentence = (name: string, language: string): string => (language === "en" ? name.charAt(0).toLowerCase() + name.slice(1) : name);

export function chosenLanguage(): Language {
  return pickLanguage(localStorage.getItem(KEY), ...navigator.languages);
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
