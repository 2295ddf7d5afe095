/**
 * The script a site embeds: a launcher button and, once needed, the frame with the chat application.
 *
 *   <script>window.Switchboard ??= { q: [] }</script>
 *   <script src="https://HOST/web-widget/loader.js" data-widget="ID" async></script>
 *
 * Everything lives in a shadow root, so neither the site's styles nor ours leak. Calls made before this script is
 * there wait in `Switchboard.q` as arrays: Switchboard.q.push(["open"]).
 */
import css from "./style.css?inline";
import { createPanel, type Panel } from "./panel";

export type Listener = (data: unknown) => void;
type Command = [name: string, ...args: unknown[]];

interface Api {
  open: () => void;
  close: () => void;
  identify: (data: Record<string, string>) => void;
  language: (tag: string) => void;
  on: (event: string, fn: Listener) => void;
  q: { push: (command: Command) => void };
}

const script = document.currentScript as HTMLScriptElement;
const widget = script.dataset.widget ?? "";
const storageKey = `switchboard:${widget}`;

/** Blocked storage only costs the memory of an open panel. */
function remember(value?: string): string | null {
  try {
    if (value === undefined) return localStorage.getItem(storageKey);
    localStorage.setItem(storageKey, value);
  } catch {
    // Nothing to do: see above.
  }
  return null;
}

function start(): void {
  const listeners: [string, Listener][] = [];
  const tell = (event: string, data?: unknown) => {
    for (const [name, fn] of listeners) if (name === event) fn(data);
  };
  const panel: Panel = createPanel({ origin: new URL(script.src).origin, widget, script, css, remember, tell });
  const api: Omit<Api, "q"> = {
    open: panel.open,
    close: panel.close,
    identify: panel.identify,
    language: panel.language,
    on: (event, fn) => {
      listeners.push([event, fn]);
    },
  };
  const run = ([name, ...args]: Command) => {
    const fn = (api as unknown as Record<string, ((...args: unknown[]) => void) | undefined>)[name];
    fn?.(...args);
  };
  const host = window as unknown as { Switchboard?: { q?: Command[] } };
  const waiting = host.Switchboard?.q ?? [];
  host.Switchboard = { ...api, q: { push: run } } as unknown as { q: Command[] };
  waiting.forEach(run);
  panel.restore();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
