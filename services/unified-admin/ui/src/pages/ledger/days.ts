/** Days as people choose them: whole ones, in their own time zone. */

const two = (n: number): string => String(n).padStart(2, "0");

/** `2026-05-01`, as date fields have it. */
export const dayOf = (at: Date): string => `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;

/** So many days before that one; the calendar's days, whatever the clocks did in between. */
export function daysBefore(at: Date, days: number): string {
  return dayOf(new Date(at.getFullYear(), at.getMonth(), at.getDate() - days));
}

/** From the beginning of the first to the end of the last; null where they are none, or in the wrong order. */
export function spanOf(first: string, last: string): { from: string; to: string } | null {
  const parts = (day: string) => /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number);
  const [a, b] = [parts(first), parts(last)];
  if (!a || !b) return null;
  const from = new Date(a[0] ?? 0, (a[1] ?? 1) - 1, a[2]);
  const to = new Date(b[0] ?? 0, (b[1] ?? 1) - 1, (b[2] ?? 0) + 1);
  return from < to ? { from: from.toISOString(), to: to.toISOString() } : null;
}
