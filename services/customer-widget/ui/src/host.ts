/**
 * The talk between this frame and the page that embeds it.
 * The loader names the page's origin in the address; nothing is sent to or taken from any other.
 */
export type ToHost =
  | { type: "ready"; primary: string; title: string; position: "left" | "right" }
  | { type: "close" }
  | { type: "unread"; count: number }
  | { type: "live"; live: boolean }
  | { type: "event"; name: string; data?: unknown };

export type FromHost =
  | { type: "open" }
  | { type: "closed" }
  | { type: "language"; language: string }
  | { type: "identify"; data: Record<string, string> };

export const framed = window.parent !== window;
const hostOrigin = new URLSearchParams(location.search).get("host");

export function tellHost(message: ToHost): void {
  if (framed && hostOrigin) window.parent.postMessage({ switchboard: 1, ...message }, hostOrigin);
}

type Said = MessageEvent<{ switchboard?: number } & FromHost>;

function isHosts(event: Said): boolean {
  return framed && event.source === window.parent && event.origin === hostOrigin && event.data.switchboard === 1;
}

/** Whether the panel is open, as the host said last: it says so as soon as it may, before a screen listens. */
let panel: FromHost | null = null;
addEventListener("message", (event: Said) => {
  if (isHosts(event) && (event.data.type === "open" || event.data.type === "closed")) panel = event.data;
});

export function hearHost(fn: (message: FromHost) => void): void {
  addEventListener("message", (event: Said) => {
    if (isHosts(event)) fn(event.data);
  });
  if (panel) fn(panel);
}

/** The transcript page asks its opener for the token: storage may be partitioned between frame and top level. */
export function answerTranscript(token: () => string | null): void {
  addEventListener("message", (event: MessageEvent<unknown>) => {
    if (event.origin !== location.origin || event.data !== "switchboard-transcript-token") return;
    (event.source as Window | null)?.postMessage({ switchboardToken: token() }, location.origin);
  });
}
