/** Which language is spoken. Only English is always there: a visitor loads the one catalogue that is needed. */
import { en, type Key, type Words } from "./en";

const LANGUAGES = ["en", "de", "ar"] as const;
export type Language = (typeof LANGUAGES)[number];
export type { Key, Words };

/** A wish such as "de-AT" counts for "de"; the page goes before the widget's configuration, that before the browser. */
export function pickLanguage(...wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const found = LANGUAGES.find((language) => language === wish?.toLowerCase().split(/[-_]/)[0]);
    if (found) return found;
  }
  return "en";
}

export const directionOf = (language: Language): "ltr" | "rtl" => (language === "ar" ? "rtl" : "ltr");

/** English where the catalogue cannot be loaded: words in another language beat none. */
export async function wordsOf(language: Language): Promise<Words> {
  try {
    if (language === "de") return (await import("./de")).de;
    if (language === "ar") return (await import("./ar")).ar;
  } catch {
    // Said above.
  }
  return en;
}

export type Translate = (key: Key, values?: Readonly<Record<string, string | number>>) => string;

export function translator(words: Words): Translate {
  return (key, values = {}) => words[key].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
