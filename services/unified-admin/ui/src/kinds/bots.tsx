import { lazy } from "react";
import { kind, type Field } from "../kit/kind";
import type { Bot, Draft } from "../api/documents";

const secret = lazy(() => import("../fields/SecretField"));
const is = (type: string) => (draft: Draft<Bot>) => draft.type === type;
const isBuiltIn = is("BUILT_IN");
const isOutside = (draft: Draft<Bot>) => draft.type !== "BUILT_IN";

/** A field that was emptied holds an empty text. */
const isPrice = (price: unknown): boolean => price === undefined || (typeof price === "number" && price >= 0);

const TYPES = {
  BUILT_IN: "botBuiltIn",
  WEBHOOK: "botWebhook",
  RASA: "botRasa",
  OPENAI: "botOpenAi",
} as const;

/** How a bot that lives elsewhere is reached; only the part of its type is sent. */
const reached: readonly Field<Draft<Bot>>[] = [
  { path: "webhook.url", type: "text", label: "botUrl", hint: "botHostHint", max: 2000, ltr: true, required: true, when: is("WEBHOOK") },
  { path: "webhook.secret", type: "custom", label: "webhookSecret", render: secret, when: is("WEBHOOK") },
  { path: "webhook.sendEvents", type: "switch", label: "sendEvents", hint: "sendEventsHint", when: is("WEBHOOK") },
  { path: "rasa.url", type: "text", label: "botUrl", hint: "rasaUrlHint", max: 2000, ltr: true, required: true, when: is("RASA") },
  { path: "rasa.token", type: "custom", label: "rasaToken", render: secret, when: is("RASA") },
  { path: "openai.baseUrl", type: "text", label: "modelUrl", hint: "modelUrlHint", max: 2000, ltr: true, required: true, when: is("OPENAI") },
  { path: "openai.model", type: "text", label: "model", max: 200, ltr: true, required: true, half: true, when: is("OPENAI") },
  { path: "openai.apiKey", type: "custom", label: "apiKey", render: secret, half: true, when: is("OPENAI") },
  { path: "openai.systemPrompt", type: "text", label: "systemPrompt", hint: "systemPromptHint", max: 32768, rows: 4, when: is("OPENAI") },
  { path: "openai.knowledge", type: "custom", label: "knowledge", render: lazy(() => import("../fields/KnowledgeField")), when: is("OPENAI") },
  { path: "openai.stream", type: "switch", label: "streamed", hint: "streamedHint", when: is("OPENAI") },
  { path: "openai.redact", type: "switch", label: "redact", hint: "redactHint", when: is("OPENAI") },
  { path: "openai.maxTokens", type: "number", label: "maxTokens", min: 1, max: 16384, empty: true, half: true, when: is("OPENAI") },
  { path: "openai.promptPrice", type: "custom", label: "promptPrice", half: true, render: lazy(() => import("../fields/PriceField")), when: is("OPENAI") },
  { path: "openai.completionPrice", type: "custom", label: "completionPrice", half: true, render: lazy(() => import("../fields/PriceField")), when: is("OPENAI") },
  { path: "timeoutMs", type: "number", label: "botTimeout", hint: "botTimeoutHint", min: 100, max: 60000, half: true },
];

export const bots = kind<"bots">({
  name: "bots",
  one: "bot",
  many: "bots",
  about: "botsAbout",
  nameOf: ({ name }) => name,
  words: ({ definition }) => definition.faqs.map(({ name }) => name).join(" "),
  needs: ["queues"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "type", text: ({ type }, { t }) => (type in TYPES ? t(TYPES[type as keyof typeof TYPES]) : type) },
    { label: "faqs", text: ({ definition }) => String(definition.faqs.length), number: true },
  ],
  blank: () => ({
    name: "",
    type: "BUILT_IN",
    timeoutMs: 3000,
    openai: { baseUrl: "", model: "", apiKey: "", systemPrompt: "", knowledge: [], maxTokens: 500, stream: true, redact: true, promptPrice: 0, completionPrice: 0 },
    definition: { greeting: "", fallback: "", fallbackLimit: 2, handover: { phrases: [], text: "" }, faqs: [] },
  }),
  prepare: (draft) => {
    const { webhook, rasa, openai, ...rest } = draft;
    const part = {
      ...(draft.type === "WEBHOOK" ? { webhook: { url: "", secret: "", sendEvents: false, ...webhook } } : {}),
      ...(draft.type === "RASA" ? { rasa: { url: "", token: "", ...rasa } } : {}),
      ...(draft.type === "OPENAI" ? { openai: { baseUrl: "", model: "", stream: true, redact: true, maxTokens: 500, ...openai } } : {}),
    };
    // Only the built-in bot must have something to say when it does not understand.
    const fallback = draft.definition.fallback || (draft.type === "BUILT_IN" ? "" : "…");
    return { ...rest, ...part, definition: { ...draft.definition, fallback } };
  },
  check: ({ type, openai }, { t }) =>
    (["promptPrice", "completionPrice"] as const)
      .filter((price) => type === "OPENAI" && openai && !isPrice(openai[price]))
      .map((price) => ({ field: `openai.${price}`, message: t("errorPrice") })),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", hint: "botPublicName", max: 200, required: true },
        {
          path: "type",
          type: "choice",
          label: "type",
          options: [
            ["BUILT_IN", "botBuiltIn"],
            ["WEBHOOK", "botWebhook"],
            ["RASA", "botRasa"],
            ["OPENAI", "botOpenAi"],
          ],
        },
        { path: "definition.greeting", type: "text", label: "greeting", hint: "greetingHint", max: 4096, rows: 2 },
        { path: "definition.fallback", type: "text", label: "fallback", hint: "fallbackHint", max: 4096, rows: 2, required: true, when: isBuiltIn },
        { path: "definition.fallbackLimit", type: "number", label: "fallbackLimit", hint: "fallbackLimitHint", min: 0, max: 100, when: isBuiltIn },
      ],
    },
    { title: "botReached", when: isOutside, fields: reached },
    {
      title: "faqs",
      hint: "faqsHint",
      when: isBuiltIn,
      fields: [{ path: "definition.faqs", type: "custom", label: "faqs", render: lazy(() => import("../fields/FaqsField")) }],
    },
    { title: "handover", hint: "handoverHint", fields: [{ path: "definition.handover", type: "custom", label: "handover", render: lazy(() => import("../fields/HandoverField")) }] },
  ],
  beside: lazy(() => import("../pages/BotBeside")),
});
