/** Launcher and frame on the host page, and the talk with the frame; messages count only from our frame and origin. */

interface Setup {
  origin: string;
  widget: string;
  script: HTMLScriptElement;
  css: string;
  remember: (value?: string) => string | null;
  tell: (event: string, data?: unknown) => void;
}

export interface Panel {
  open: () => void;
  close: () => void;
  identify: (data: Record<string, string>) => void;
  language: (tag: string) => void;
  restore: () => void;
}

type FromFrame = { switchboard?: number } & (
  | { type: "ready"; primary: string; title: string; position: "left" | "right" }
  | { type: "close" }
  | { type: "unread"; count: number }
  | { type: "live"; live: boolean }
  | { type: "event"; name: string; data?: unknown }
);

const BUBBLE = "M5 4h14a2 2 0 012 2v9a2 2 0 01-2 2h-6l-5 4v-4H5a2 2 0 01-2-2V6a2 2 0 012-2z";
const DOWN = "M6 9l6 6 6-6";

function make<K extends keyof HTMLElementTagNameMap>(tag: K, className: string, parent: Node): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  element.className = className;
  parent.appendChild(element);
  return element;
}

export function createPanel({ origin, widget, script, css, remember, tell }: Setup): Panel {
  const { label = "Chat", title = "Chat", color, position, queue } = script.dataset;
  let { language } = script.dataset;
  const host = document.createElement("div");
  const root = host.attachShadow({ mode: "open" });
  // A constructed sheet is not an inline style: it works on sites with a strict content policy.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  /** What the page says goes before what the configuration says. */
  const place = (configured: string | undefined) => {
    host.className = (position ?? configured) === "left" ? "left" : "";
  };
  place(undefined);

  const holder = make("div", "holder", root);
  holder.id = "panel";
  const launcher = make("button", "launcher", root);
  launcher.type = "button";
  launcher.setAttribute("aria-controls", "panel");
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.appendChild(path);
  launcher.appendChild(svg);
  const badge = make("span", "badge", launcher);
  document.body.appendChild(host);

  let frame: HTMLIFrameElement | undefined;
  let ready = false;
  let open = false;
  let unread = 0;
  let known: Record<string, string> | undefined;

  const send = (message: object) => {
    if (ready) frame?.contentWindow?.postMessage({ switchboard: 1, ...message }, origin);
  };

  const draw = () => {
    holder.hidden = !open;
    path.setAttribute("d", open ? DOWN : BUBBLE);
    launcher.setAttribute("aria-expanded", String(open));
    launcher.setAttribute("aria-label", unread > 0 ? `${label} (${unread})` : label);
    host.toggleAttribute("data-open", open);
    badge.hidden = open || unread === 0;
    badge.textContent = unread > 99 ? "99+" : String(unread);
  };

  const load = () => {
    if (frame) return;
    const url = new URL("/customer-widget/", origin);
    url.searchParams.set("widgetIdentifier", widget);
    url.searchParams.set("host", location.origin);
    if (language) url.searchParams.set("language", language);
    if (queue) url.searchParams.set("queue", queue);
    frame = make("iframe", "frame", holder);
    frame.title = title;
    frame.src = url.href;
  };

  const show = (next: boolean) => {
    if (open === next) return;
    open = next;
    if (open) load();
    draw();
    send({ type: open ? "open" : "closed" });
    if (open) frame?.focus();
    else launcher.focus();
    tell(open ? "open" : "close");
  };

  const paint = (primary: string | undefined) => {
    if (primary) host.style.setProperty("--sb-primary", primary);
  };

  addEventListener("message", (event: MessageEvent<FromFrame | null>) => {
    if (!frame || event.source !== frame.contentWindow || event.origin !== origin) return;
    const message = event.data;
    if (message?.switchboard !== 1) return;
    switch (message.type) {
      case "ready":
        ready = true;
        paint(message.primary);
        place(message.position);
        frame.title = message.title;
        if (known) send({ type: "identify", data: known });
        send({ type: open ? "open" : "closed" });
        return;
      case "close":
        show(false);
        return;
      case "unread":
        if (message.count === unread) return;
        unread = message.count;
        draw();
        tell("unread", unread);
        return;
      case "live":
        remember(message.live ? "live" : "");
        return;
      case "event":
        tell(message.name, message.data);
    }
  });
  launcher.addEventListener("click", () => {
    show(!open);
  });
  paint(color);
  draw();
  // The launcher looks as configured before anybody opens it. A site whose policy forbids the question keeps the defaults.
  fetch(`${origin}/ccm/v1/public/widget-configs/${encodeURIComponent(widget)}`)
    .then((answer) => answer.json() as Promise<{ theme?: { primary?: string }; position?: string }>)
    .then(({ theme, position: configured }) => {
      paint(color ?? theme?.primary);
      place(configured);
    })
    .catch(() => undefined);

  return {
    open: () => {
      show(true);
    },
    close: () => {
      show(false);
    },
    identify: (data) => {
      known = { ...known, ...data };
      send({ type: "identify", data: known });
    },
    language: (tag) => {
      language = tag;
      send({ type: "language", language });
    },
    // A chat going on is kept connected on every page of the site, so that the badge tells the truth.
    restore: () => {
      if (remember() === "live") load();
    },
  };
}
