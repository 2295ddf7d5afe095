import { lazy } from "react";
import { kind } from "../kit/kind";

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
    { label: "type", text: ({ type }, { t }) => (type === "BUILT_IN" ? t("botBuiltIn") : type) },
    { label: "faqs", text: ({ definition }) => String(definition.faqs.length), number: true },
  ],
  blank: () => ({
    name: "",
    type: "BUILT_IN",
    definition: { greeting: "", fallback: "", fallbackLimit: 2, handover: { phrases: [], text: "" }, faqs: [] },
  }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", hint: "botPublicName", max: 100, required: true },
        { path: "definition.greeting", type: "text", label: "greeting", hint: "greetingHint", max: 4096, rows: 2 },
        { path: "definition.fallback", type: "text", label: "fallback", hint: "fallbackHint", max: 4096, rows: 2, required: true },
        { path: "definition.fallbackLimit", type: "number", label: "fallbackLimit", hint: "fallbackLimitHint", min: 0, max: 100 },
      ],
    },
    { title: "faqs", hint: "faqsHint", fields: [{ path: "definition.faqs", type: "custom", label: "faqs", render: lazy(() => import("../fields/FaqsField")) }] },
    { title: "handover", hint: "handoverHint", fields: [{ path: "definition.handover", type: "custom", label: "handover", render: lazy(() => import("../fields/HandoverField")) }] },
  ],
  beside: lazy(() => import("../pages/BotBeside")),
});
