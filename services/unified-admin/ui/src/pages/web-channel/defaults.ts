/** What a web channel begins with when nobody says otherwise. */
import type { Bot, Channel, Draft, Queue, WidgetConfig } from "../../api/documents";
import type { Library } from "../../api/library";
import { chatDomain } from "../../api/standard";
import { freeName } from "../../kinds/free";
import type { Translate } from "../../text/translate";

export const channelDraft = (): Draft<Channel> => ({
  name: "",
  serviceIdentifier: "",
  channelType: "WEB",
  connector: "",
  enabled: true,
  botId: "",
  botName: "",
  queue: "",
  routingMode: "PUSH",
  customerActivityTimeoutSeconds: 900,
  agentRequestTtlSeconds: 600,
  legacyIdentity: false,
  publicUrl: "",
  fallbackTemplate: "",
  fallbackLanguage: "",
  whenUnknown: "ASK",
});

export const widgetDraft = (t: Translate): Draft<WidgetConfig> => ({
  widgetIdentifier: "",
  serviceIdentifier: "",
  title: "",
  subTitle: t("defaultSubTitle"),
  theme: { primary: "#2f5bd7", dark: "auto" },
  language: "auto",
  enableEmoji: true,
  enableTranscript: true,
  logoText: "",
  logo: "",
  position: "right",
  offlineMessage: t("defaultOffline"),
  consentText: "",
  form: {
    id: "pre-chat",
    title: t("preChatTitle"),
    fields: [
      { key: "firstName", label: t("yourName"), type: "text", required: true, maxLength: 60 },
      { key: "email", label: t("email"), type: "email", required: false, maxLength: 120 },
    ],
  },
});

/** A bot that greets and fetches a person: enough to begin with. */
export function simpleBot(library: Library, t: Translate): Promise<Bot> {
  const draft = {
    name: freeName(t("simpleBotName"), library.all().bots.items.map(({ name }) => name)),
    type: "BUILT_IN",
    timeoutMs: 3000,
    definition: {
      greeting: t("simpleBotGreeting"),
      fallback: t("simpleBotFallback"),
      fallbackLimit: 2,
      handover: { phrases: t("simpleBotPhrases").split(",").map((phrase) => phrase.trim()), text: t("simpleBotHandover") },
      faqs: [],
    },
  };
  return library.create("bots", draft, crypto.randomUUID());
}

/** A queue that everybody works in. */
export async function simpleQueue(library: Library, t: Translate): Promise<Queue> {
  const { id } = await chatDomain(library);
  const name = freeName(t("simpleQueueName"), library.all().queues.items.map((queue) => queue.name));
  const draft = { name, mrdId: id, steps: [{ waitSeconds: 0, expression: "true" }], wrapUp: { enabled: true, seconds: 60 } };
  return library.create("queues", draft as Draft<Queue>, crypto.randomUUID());
}
