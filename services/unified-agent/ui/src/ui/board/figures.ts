/** Figures as people read them. */
import type { BoardAgent, ServiceLevel } from "../../net/live";
import type { Wait } from "../../store/model";

/** 45 s, 3 min: an expectation is not a stopwatch. */
export function roughly(ms: number, language: string): string {
  const seconds = Math.round(ms / 1_000);
  const [value, unit] = seconds < 90 ? [seconds, "second"] : seconds < 5_400 ? [Math.round(seconds / 60), "minute"] : [Math.round(seconds / 3_600), "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "short" }).format(value);
}

/** An interval; one figure where both ends read the same. */
export function interval(wait: Wait, language: string): string {
  const [low, high] = [roughly(wait.lowMs, language), roughly(wait.highMs, language)];
  return low === high ? low : `${low} – ${high}`;
}

export const percent = (level: ServiceLevel, language: string): string | null =>
  level.perMille === null ? null : new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 0 }).format(level.perMille / 1_000);

/** Four fifths in time is what most promise; below half somebody should look. */
export const grade = (level: ServiceLevel): "good" | "warn" | "bad" | "none" =>
  level.perMille === null ? "none" : level.perMille >= 800 ? "good" : level.perMille >= 500 ? "warn" : "bad";

const ORDER: readonly BoardAgent["state"][] = ["READY", "NOT_READY", "LOGOUT"];

/** Agents by state; a state that nobody is in is left out. */
export function byState(agents: readonly BoardAgent[]): { state: BoardAgent["state"]; agents: BoardAgent[] }[] {
  const groups = ORDER.map((state) => ({ state, agents: agents.filter((agent) => agent.state === state) }));
  return groups.filter((group) => group.agents.length > 0);
}
