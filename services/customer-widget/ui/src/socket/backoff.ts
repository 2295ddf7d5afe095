/** Exponential back-off with full jitter between 0.5 and 30 s, so that many clients do not come back in one wave. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const ceiling = Math.min(30_000, 1_000 * 2 ** Math.min(attempt, 10));
  return Math.round(500 + random() * (ceiling - 500));
}
