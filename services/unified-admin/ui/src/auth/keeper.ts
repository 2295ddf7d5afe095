/** Keeps a session alive in memory: renews at 80 % of its life, once for all who ask. */
import { refresh, type Session } from "./api";
import { Problem } from "./problem";

interface Deps {
  refresh?: () => Promise<Session>;
  now?: () => number;
  /** The cookie is no longer good: only signing in helps. */
  signedOut: () => void;
  renewed?: (session: Session) => void;
}

const RETRY = 5_000;
/** Shorter than any sensible life, so that a wrong clock cannot make it spin. */
const SOONEST = 5_000;

export class SessionKeeper {
  session: Session | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private running: Promise<Session | null> | null = null;

  constructor(private readonly deps: Deps) {}

  /** Null when signed out or unreachable; in the latter case it goes on trying by itself. */
  renew(): Promise<Session | null> {
    this.running ??= this.run().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  stop(): void {
    clearTimeout(this.timer);
    this.session = null;
  }

  private async run(): Promise<Session | null> {
    clearTimeout(this.timer);
    const now = this.deps.now ?? Date.now;
    try {
      const session = await (this.deps.refresh ?? refresh)();
      this.session = session;
      const life = Date.parse(session.expiresAt) - now();
      this.again(Math.max(SOONEST, life * 0.8));
      this.deps.renewed?.(session);
      return session;
    } catch (error) {
      if (error instanceof Problem && (error.status === 401 || error.status === 403)) {
        this.stop();
        this.deps.signedOut();
      } else {
        this.again(RETRY);
      }
      return null;
    }
  }

  private again(delay: number): void {
    this.timer = setTimeout(() => {
      void this.renew();
    }, delay);
  }
}
