/** Times as people read them. */
import type { Translate } from "./translate";

/** 0:07, 3:20, 1:02:45 – tabular, for running timers. */
export function clock(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1_000));
  const two = (n: number) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

export const timeOf = (at: string, language: string): string =>
  new Date(at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit" });

const dayStart = (ms: number) => new Date(ms).setHours(0, 0, 0, 0);

export function dayOf(at: string, now: number, language: string, t: Translate): string {
  const days = Math.round((dayStart(now) - dayStart(Date.parse(at))) / 86_400_000);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  return new Date(at).toLocaleDateString(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
}

/** In a list: the time today, the date before. */
export function shortTime(at: string, now: number, language: string): string {
  if (dayStart(now) === dayStart(Date.parse(at))) return timeOf(at, language);
  return new Date(at).toLocaleDateString(language, { day: "numeric", month: "short" });
}
