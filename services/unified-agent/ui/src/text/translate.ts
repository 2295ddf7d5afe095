import { pickLanguage, type Language } from "@switchboard/customer-widget/text";
import { ar } from "./ar";
import { de } from "./de";
import { en, type Key as DeskKey } from "./en";
import { teamAr, teamDe, teamEn } from "./team";

type Key = DeskKey | keyof typeof teamEn;

const CATALOGUES: Record<Language, Record<Key, string>> = { en: { ...en, ...teamEn }, de: { ...de, ...teamDe }, ar: { ...ar, ...teamAr } };
const KEY = "switchboard.desk.language";

export type Translate = (key: Key, values?: Readonly<Record<string, string | number>>) => string;
export type { Key, Language };

export function translator(language: Language): Translate {
  const words = CATALOGUES[language];
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export function chosenLanguage(): Language {
  return pickLanguage(localStorage.getItem(KEY), ...navigator.languages);
}

export function chooseLanguage(language: Language): void {
  localStorage.setItem(KEY, language);
}
