/** Accounts at providers, and what is behind them. */
import { lazy } from "react";
import { checkAccount } from "../accounts/check";
import { PODS } from "../accounts/fields";
import { podOf } from "../accounts/podOf";
import { podName } from "../accounts/podName";
import { kind } from "../kit/kind";
import { nameIn } from "./names";

export const channelTypes = kind<"channel-types">({
  name: "channel-types",
  one: "channelType",
  many: "channelTypes",
  about: "channelTypesAbout",
  nameOf: ({ name }) => name,
  needs: ["domains"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "domain", text: ({ mrdId }, { shelves }) => nameIn(shelves, "domains", mrdId) },
    { label: "interactive", text: ({ interactive }, { t }) => t(interactive ? "yes" : "no") },
  ],
  blank: ({ domains: { items } }) => ({ name: "", logo: "", interactive: true, mrdId: items[0]?.id ?? "", replyWindowHours: 0 }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", hint: "channelTypeNameHint", max: 50, required: true, ltr: true, half: true, example: "WHATSAPP" },
        { path: "mrdId", type: "one", label: "domain", of: "domains", required: true, half: true },
        { path: "replyWindowHours", type: "number", label: "replyWindow", hint: "replyWindowHint", min: 0, max: 8_760, unit: "hours", half: true },
        { path: "logo", type: "text", label: "logo", max: 50, ltr: true, half: true },
        { path: "interactive", type: "switch", label: "interactive", hint: "interactiveHint" },
      ],
    },
  ],
});

export const providers = kind<"providers">({
  name: "providers",
  one: "provider",
  many: "providers",
  about: "providersAbout",
  nameOf: ({ name }) => name,
  needs: ["channel-types"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "channelTypes", text: ({ supportedChannelTypes }) => supportedChannelTypes.join(", ") },
    { label: "pod", text: ({ pod }, { t }) => podName(pod, t) },
  ],
  blank: () => ({ name: "", supportedChannelTypes: [], pod: "" }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 100, required: true },
        { path: "pod", type: "custom", label: "pod", render: lazy(() => import("../accounts/PodField")) },
        { path: "supportedChannelTypes", type: "many", label: "channelTypes", of: "channel-types", by: "name", required: true },
      ],
    },
  ],
});

export const connectors = kind<"connectors">({
  name: "connectors",
  one: "connector",
  many: "connectors",
  about: "connectorsAbout",
  nameOf: ({ name }) => name,
  needs: ["providers"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "provider", text: ({ provider }, { shelves }) => nameIn(shelves, "providers", provider) },
  ],
  blank: ({ providers: { items } }) => ({ name: "", provider: items.length === 1 ? (items[0]?.id ?? "") : "", settings: {} }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 100, required: true, half: true },
        { path: "provider", type: "one", label: "provider", of: "providers", required: true, half: true },
        { path: "settings", type: "custom", label: "connectorSettings", render: lazy(() => import("../accounts/AccountField")) },
      ],
    },
  ],
  check: ({ provider, settings }, seen) => checkAccount(PODS[podOf(seen.shelves.providers.items, provider)]?.settings ?? [], settings, settings, "settings", seen),
  beside: lazy(() => import("../accounts/KeysBeside")),
});

/** What a text has between its double braces, in order. */
export const parametersOf = (text: string): number[] => [...new Set([...text.matchAll(/\{\{(\d+)\}\}/g)].map(([, n]) => Number(n)))].sort((a, b) => a - b);

export const templates = kind<"message-templates">({
  name: "message-templates",
  one: "template",
  many: "templates",
  about: "templatesAbout",
  nameOf: ({ name }) => name,
  words: ({ text }) => text,
  needs: ["channel-types"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "channelTypes", text: ({ channelTypes }) => channelTypes.join(", ") },
    { label: "templateLanguage", text: ({ language }) => language },
    { label: "text", text: ({ text }) => text },
  ],
  blank: ({ "channel-types": { items } }) => ({ name: "", channelTypes: items.filter(({ replyWindowHours }) => replyWindowHours > 0).slice(0, 1).map(({ name }) => name), language: "en", text: "", reference: "" }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "templateName", hint: "templateNameHint", max: 512, required: true, ltr: true, half: true, example: "order_update" },
        { path: "language", type: "text", label: "templateLanguage", hint: "templateLanguageHint", max: 20, required: true, ltr: true, half: true, pattern: /^[a-z]{2,3}([_-]\w{2,8})*$/, patternHint: "templateLanguageError" },
        { path: "channelTypes", type: "many", label: "channelTypes", of: "channel-types", by: "name", required: true, half: true },
        { path: "reference", type: "text", label: "templateReference", hint: "templateReferenceHint", max: 64, ltr: true, half: true, pattern: /^HX\w+$/, patternHint: "errorSid" },
        { path: "text", type: "text", label: "templateText", hint: "templateTextHint", max: 1024, rows: 4, required: true },
      ],
    },
  ],
  check: ({ text }, { t }) => (parametersOf(text).every((n, at) => n === at + 1) ? [] : [{ field: "text", message: t("templateGap") }]),
  beside: lazy(() => import("../pages/TemplateBeside")),
});
