/** Where to go after signing in: only a path of this very site, whatever the address says. */
export function safeNext(next: string | null, origin: string, fallback: string): string {
  if (!next?.startsWith("/")) return fallback;
  try {
    const url = new URL(next, origin);
    return url.origin === origin && !url.pathname.startsWith("//") ? url.pathname + url.search + url.hash : fallback;
  } catch {
    return fallback;
  }
}

export const signInAddress = (next: string): string => `/unified-admin/sign-in?next=${encodeURIComponent(next)}`;
