/** Of a long conversation the newest rows are drawn, more when somebody wants to see them: a thousand bubbles cost a click a fifth of a second. */
import { createContext } from "react";
import type { Activity } from "../../store/model";

/** Rows that are drawn at first, and that come with every step back. */
export const STEP = 200;

/** The number of the row with which the last `STEP` before `until` begin; 0 when that is all of them. */
export function newest(activities: readonly Activity[], until = Infinity): number {
  const end = activities.findLastIndex((row) => row.seq < until) + 1;
  return end <= STEP ? 0 : (activities[end - STEP]?.seq ?? 0);
}

/** Whether so many are drawn that somebody who reads the newest is better served with fewer. */
export function isLong(activities: readonly Activity[], from: number): boolean {
  const begin = from === 0 ? 0 : activities.findIndex((row) => row.seq >= from);
  return activities.length - begin > 2 * STEP;
}

/** Has a message drawn that is further up. */
export const DrawContext = createContext<(id: string) => void>(() => undefined);
