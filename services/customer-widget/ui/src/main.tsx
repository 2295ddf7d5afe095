import { render } from "preact";
import { Chat } from "./chat/chat";
import type { WidgetConfig } from "./chat/model";
import { lastConfig, rememberConfig, type LastConfig } from "./chat/storage";
import { answerTranscript, hearHost, tellHost } from "./host";
import { directionOf, pickLanguage, translator, wordsOf, type Language, type Translate } from "./text/catalogue";
import { applyTheme, primaryOf, schemeOf } from "./theme";
import { App } from "./ui/App";
import { Notice } from "./ui/Notice";
import "./styles/index.css";

const query = new URLSearchParams(location.search);
const identifier = query.get("widgetIdentifier") ?? "";
const root = document.getElementById("app") as HTMLElement;

/** What the page around us wishes: in our address, or said later. */
let wish = query.get("language");
/** Values the host page passes in before the form is on screen are not lost. */
let known: Record<string, string> = {};
let redraw: (() => void) | undefined;
hearHost((message) => {
  if (message.type === "identify") known = { ...known, ...message.data };
  else if (message.type === "language") wish = message.language;
  else return;
  redraw?.();
});

interface Spoken {
  language: Language;
  t: Translate;
}

async function speak(configured?: string | null): Promise<Spoken> {
  const language = pickLanguage(wish, configured, ...navigator.languages);
  const t = translator(await wordsOf(language));
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
  return { language, t };
}

async function start(): Promise<void> {
  // Asked for while the words are on their way.
  const asked = fetch(`/ccm/v1/public/widget-configs/${encodeURIComponent(identifier)}`).catch(() => null);
  const { t } = await speak(lastConfig(identifier)?.language);
  render(<Notice text={t("loading")} />, root);
  const response = await asked;
  if (response?.status === 404) {
    render(<Notice text={t("missing")} t={t} />, root);
    return;
  }
  const config = response?.ok ? ((await response.json().catch(() => null)) as WidgetConfig | null) : null;
  if (config === null) await unreachable();
  else await show(config);
}

/** Whoever was here before is told in the company's own words. */
async function unreachable(): Promise<void> {
  const config = lastConfig(identifier);
  const { t } = await speak(config?.language);
  if (config) dress(config);
  const text = config?.offlineMessage || t("unavailable");
  render(<Notice text={text} t={t} retry={() => void start()} />, root);
}

function dress(config: LastConfig): string {
  const primary = primaryOf(config.theme?.primary);
  applyTheme(primary, document.documentElement);
  const device = matchMedia("(prefers-color-scheme: dark)");
  const scheme = () => {
    document.documentElement.dataset.scheme = schemeOf(config.theme?.dark, device.matches);
  };
  scheme();
  device.addEventListener("change", scheme);
  document.title = config.title;
  return primary;
}

async function show(config: WidgetConfig): Promise<void> {
  rememberConfig(identifier, config);
  let spoken = await speak(config.language);
  const primary = dress(config);
  tellHost({ type: "ready", primary, title: config.title, position: config.position ?? "right" });
  const chat = new Chat(config, () => spoken.language, query.get("queue"));
  const draw = () => {
    render(<App chat={chat} config={config} language={spoken.language} t={spoken.t} known={known} />, root);
  };
  redraw = () => {
    void speak(config.language).then((now) => {
      spoken = now;
      draw();
    });
  };
  draw();
  answerTranscript(() => chat.token);
  addEventListener("online", () => {
    chat.reconnect();
  });
  chat.open();
}

void start();
