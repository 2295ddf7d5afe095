import { lazy } from "react";
import { kind } from "../kit/kind";
import { nameIn } from "./names";

const WEEK = 604_800;

export const channels = kind<"channels">({
  name: "channels",
  one: "channel",
  many: "channels",
  about: "channelsAbout",
  nameOf: ({ name }) => name,
  words: ({ serviceIdentifier }) => serviceIdentifier,
  needs: ["channel-types", "connectors", "providers", "bots", "queues", "widgets", "message-templates"],
  newAt: "channels/new-web",
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "channelType", text: ({ channelType }) => channelType },
    { label: "serviceIdentifier", text: ({ serviceIdentifier }) => serviceIdentifier },
    { label: "bot", text: ({ botId }, { shelves }) => nameIn(shelves, "bots", botId) },
    { label: "queue", text: ({ queue }, { shelves }) => nameIn(shelves, "queues", queue) },
    { label: "state", text: ({ enabled }, { t }) => t(enabled ? "on" : "off") },
  ],
  blank: () => ({
    name: "",
    serviceIdentifier: "",
    channelType: "",
    connector: "",
    enabled: true,
    botId: "",
    botName: "",
    queue: "",
    routingMode: "PUSH",
    customerActivityTimeoutSeconds: 600,
    agentRequestTtlSeconds: 600,
    legacyIdentity: false,
    publicUrl: "",
    fallbackTemplate: "",
    fallbackLanguage: "",
    whenUnknown: "ASK",
  }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 100, required: true, half: true },
        { path: "serviceIdentifier", type: "text", label: "serviceIdentifier", hint: "serviceIdentifierHint", max: 100, required: true, ltr: true, half: true },
        { path: "channelType", type: "one", label: "channelType", of: "channel-types", by: "name", required: true, half: true },
        { path: "connector", type: "one", label: "connector", hint: "connectorHint", of: "connectors", empty: "noConnector", half: true },
        { path: "enabled", type: "switch", label: "channelOn", hint: "channelOnHint" },
      ],
    },
    {
      title: "whoAnswers",
      fields: [
        { path: "botId", type: "one", label: "bot", hint: "channelBotHint", of: "bots", required: true, half: true },
        { path: "botName", type: "text", label: "botName", hint: "botNameHint", max: 100, half: true },
        { path: "queue", type: "one", label: "queue", hint: "channelQueueHint", of: "queues", required: true, half: true },
        {
          path: "routingMode",
          type: "choice",
          label: "routingMode",
          half: true,
          options: [
            ["PUSH", "routingPush"],
            ["PULL", "routingPull"],
          ],
        },
      ],
    },
    {
      title: "times",
      fields: [
        { path: "customerActivityTimeoutSeconds", type: "number", label: "activityTimeout", hint: "activityTimeoutHint", min: 1, max: WEEK, unit: "seconds", half: true },
        { path: "agentRequestTtlSeconds", type: "number", label: "requestTtl", hint: "requestTtlHint", min: 1, max: WEEK, unit: "seconds", half: true },
      ],
    },
    {
      title: "providerSide",
      when: ({ channelType }) => channelType !== "WEB",
      fields: [
        { path: "publicUrl", type: "text", label: "publicUrl", hint: "publicUrlHint", max: 2000, ltr: true, pattern: /^https?:\/\/\S+$/, patternHint: "errorUrl" },
        { path: "fallbackTemplate", type: "custom", label: "fallbackTemplate", render: lazy(() => import("../fields/TemplateField")) },
        { path: "fallbackLanguage", type: "text", label: "templateLanguage", hint: "templateLanguageHint", max: 20, ltr: true, half: true, when: ({ fallbackTemplate }) => fallbackTemplate !== "" },
        {
          path: "whenUnknown",
          type: "choice",
          label: "whenUnknown",
          hint: "whenUnknownHint",
          options: [
            ["ASK", "whenUnknownAsk"],
            ["RESEND", "whenUnknownResend"],
            ["LEAVE", "whenUnknownLeave"],
          ],
        },
      ],
    },
    { title: "advanced", folded: true, fields: [{ path: "legacyIdentity", type: "switch", label: "legacyIdentity", hint: "legacyIdentityHint" }] },
  ],
  beside: lazy(() => import("../pages/web-channel/ChannelBeside")),
});

export const widgets = kind<"widgets">({
  name: "widgets",
  one: "widget",
  many: "widgets",
  about: "widgetsAbout",
  nameOf: ({ widgetIdentifier }) => widgetIdentifier,
  words: ({ title }) => title,
  needs: ["channels"],
  newAt: "channels/new-web",
  columns: [
    { label: "widgetIdentifier", text: ({ widgetIdentifier }) => widgetIdentifier },
    { label: "title", text: ({ title }) => title },
    { label: "channel", text: ({ serviceIdentifier }, { shelves }) => shelves.channels.items.find((one) => one.serviceIdentifier === serviceIdentifier)?.name ?? serviceIdentifier },
    { label: "colour", text: ({ theme }) => theme.primary, render: ({ theme }) => <Colour value={theme.primary} /> },
  ],
  blank: ({ channels: { items } }) => ({
    widgetIdentifier: "",
    serviceIdentifier: items.find(({ channelType }) => channelType === "WEB")?.serviceIdentifier ?? "",
    title: "",
    subTitle: "",
    theme: { primary: "#2f5bd7", dark: "auto" },
    language: "auto",
    enableEmoji: true,
    enableTranscript: true,
    logoText: "",
    logo: "",
    position: "right",
    offlineMessage: "",
    consentText: "",
  }),
  sections: [
    {
      title: "look",
      fields: [
        { path: "title", type: "text", label: "title", max: 100, required: true, half: true },
        { path: "subTitle", type: "text", label: "subTitle", max: 200, half: true },
        { path: "theme.primary", type: "colour", label: "colour", required: true, half: true },
        { path: "logoText", type: "text", label: "logoText", hint: "logoTextHint", max: 2, half: true },
        {
          path: "theme.dark",
          type: "choice",
          label: "dark",
          half: true,
          options: [
            ["auto", "darkAuto"],
            ["light", "darkNever"],
            ["dark", "darkAlways"],
          ],
        },
        {
          path: "language",
          type: "choice",
          label: "language",
          half: true,
          options: [
            ["auto", "languageAuto"],
            ["en", "languageEn"],
            ["de", "languageDe"],
            ["ar", "languageAr"],
          ],
        },
        { path: "enableEmoji", type: "switch", label: "enableEmoji", half: true },
        { path: "enableTranscript", type: "switch", label: "enableTranscript", half: true },
        {
          path: "position",
          type: "choice",
          label: "position",
          half: true,
          options: [
            ["right", "positionRight"],
            ["left", "positionLeft"],
          ],
        },
        { path: "logo", type: "custom", label: "logoPicture", half: true, render: lazy(() => import("../fields/LogoField")) },
      ],
    },
    {
      title: "openingHours",
      fields: [
        { path: "hours", type: "custom", label: "openingHours", render: lazy(() => import("../fields/HoursField")) },
        { path: "offlineMessage", type: "text", label: "offlineMessage", hint: "offlineMessageHint", max: 500, rows: 2 },
      ],
    },
    {
      title: "preChat",
      hint: "preChatHint",
      fields: [
        { path: "form", type: "custom", label: "preChat", render: lazy(() => import("../fields/PreChatField")) },
        { path: "consentText", type: "text", label: "consentText", hint: "consentTextHint", max: 2_000, rows: 2 },
      ],
    },
    {
      title: "connection",
      fields: [
        {
          path: "widgetIdentifier",
          type: "text",
          label: "widgetIdentifier",
          hint: "widgetIdentifierHint",
          max: 50,
          required: true,
          ltr: true,
          half: true,
          pattern: /^[\w*-]{1,50}$/,
          patternHint: "errorWidgetIdentifier",
        },
        { path: "serviceIdentifier", type: "one", label: "channel", of: "channels", by: "serviceIdentifier", required: true, half: true },
      ],
    },
  ],
  beside: lazy(() => import("../pages/web-channel/WidgetBeside")),
});

function Colour({ value }: { value: string }) {
  return (
    <span className="colour">
      <svg viewBox="0 0 12 12" width="12" height="12" aria-hidden="true">
        <rect width="12" height="12" rx="3" fill={value} />
      </svg>
      <bdi>{value}</bdi>
    </span>
  );
}
