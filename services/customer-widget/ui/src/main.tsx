import { render } from "preact";
import { Chat } from "./chat/chat";
import type { WidgetConfig } from "./chat/model";
import { answerTranscript, hearHost, tellHost } from "./host";
import { directionOf, pickLanguage, translator } from "./text/catalogue";
import { applyTheme, primaryOf, schemeOf } from "./theme";
import { App } from "./ui/App";
import { Notice } from "./ui/Notice";
import "./styles/index.css";

const query = new URLSearchParams(location.search);
const identifier = query.get("widgetIdentifier") ?? "";
const root = document.getElementById("app") as HTMLElement;

/** Values the host page passes in before the form is on screen are not lost. */
let known: Record<string, string> = {};
let showKnown: (() => void) | undefined;
hearHost((message) => {
  if (message.type !== "identify") return;
  known = { ...known, ...message.data };
  showKnown?.();
});

function speak(wish: string | null | undefined) {
  const language = pickLanguage(wish, ...navigator.languages);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  return { language, t: translator(language) };
}

async function start(): Promise<void> {
  const { t } = speak(query.get("language"));
  render(<Notice text={t("loading")} />, root);
  let response: Response;
  try {
    response = await fetch(`/ccm/v1/public/widget-configs/${encodeURIComponent(identifier)}`);
  } catch {
    unreachable();
    return;
  }
  if (response.status === 404) {
    render(<Notice text={t("missing")} t={t} />, root);
    return;
  }
  if (!response.ok) {
    unreachable();
    return;
  }
  show((await response.json()) as WidgetConfig);
}

function unreachable(): void {
  const { t } = speak(query.get("language"));
  render(<Notice text={t("unavailable")} t={t} retry={() => void start()} />, root);
}

function show(config: WidgetConfig): void {
  const { language, t } = speak(query.get("language") ?? config.language);
  const primary = primaryOf(config.theme?.primary);
  applyTheme(primary, document.documentElement);
  const device = matchMedia("(prefers-color-scheme: dark)");
  const scheme = () => {
    document.documentElement.dataset.scheme = schemeOf(config.theme?.dark, device.matches);
  };
  scheme();
  device.addEventListener("change", scheme);
  document.title = config.title;
  tellHost({ type: "ready", primary, title: config.title });
  const chat = new Chat(config, language, query.get("queue"));
  const draw = () => {
    render(<App chat={chat} config={config} language={language} t={t} known={known} />, root);
  };
  showKnown = draw;
  draw();
  answerTranscript(() => chat.token);
  addEventListener("online", () => {
    chat.reconnect();
  });
  chat.open();
}

void start();
