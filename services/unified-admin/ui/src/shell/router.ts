/** Addresses of the application: `/unified-admin/` + page. Leaving a page with unsaved changes is asked first. */
import { useSyncExternalStore } from "react";

export const BASE = "/unified-admin/";

const listeners = new Set<() => void>();
let guard: (() => boolean) | null = null;
let ask: ((goOn: () => void) => void) | null = null;
let here = current();
/** Where we are among the pages we made, so that a refused "back" can be undone. */
let depth = depthOf(history.state);

function current(): string {
  return location.pathname.startsWith(BASE) ? location.pathname.slice(BASE.length) + location.search : "";
}
function depthOf(state: unknown): number {
  return typeof state === "object" && state !== null && "depth" in state && typeof state.depth === "number" ? state.depth : 0;
}
function arrived(): void {
  here = current();
  for (const listener of listeners) listener();
}

export function go(to: string, { replace = false, force = false }: { replace?: boolean; force?: boolean } = {}): void {
  const leave = () => {
    guard = null;
    if (!replace) depth += 1;
    history[replace ? "replaceState" : "pushState"]({ depth }, "", BASE + to);
    arrived();
    scrollTo(0, 0);
  };
  if (!force && guard?.() && ask) ask(leave);
  else leave();
}

addEventListener("popstate", (event) => {
  const to = depthOf(event.state);
  if (!guard?.() || !ask) {
    depth = to;
    arrived();
    return;
  }
  const steps = to - depth;
  const held = guard;
  const wasAsk = ask;
  // The address has moved already: put it back, then ask.
  guard = null;
  addEventListener(
    "popstate",
    (again) => {
      again.stopImmediatePropagation();
      guard = held;
      wasAsk(() => {
        guard = null;
        history.go(steps === 0 ? -1 : steps);
      });
    },
    { once: true, capture: true },
  );
  history.go(steps === 0 ? 1 : -steps);
});
addEventListener("beforeunload", (event) => {
  if (guard?.()) event.preventDefault();
});

/** `dirty` says whether there is something to lose; null when there no longer is a form. */
export function protect(dirty: (() => boolean) | null): void {
  guard = dirty;
}
export function onLeave(question: (goOn: () => void) => void): void {
  ask = question;
}
export const somethingToLose = (): boolean => guard?.() ?? false;

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The page's path in parts: `["queues", "new"]`. */
export function useParts(): string[] {
  const path = useSyncExternalStore(subscribe, () => here);
  return (path.split("?")[0] ?? "").split("/").filter((part) => part !== "").map(decodeURIComponent);
}
export const query = (): URLSearchParams => new URLSearchParams(location.search);
