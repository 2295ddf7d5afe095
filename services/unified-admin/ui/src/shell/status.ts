/** What the whole window should know: whether the server answers, whether we are still signed in, what was just done. */
export interface Status {
  reached: boolean;
  signedOut: boolean;
  said: { text: string; at: number } | null;
}

let now: Status = { reached: true, signedOut: false, said: null };
const listeners = new Set<() => void>();

export const status = {
  get: (): Status => now,
  set: (change: Partial<Status>): void => {
    now = { ...now, ...change };
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};
