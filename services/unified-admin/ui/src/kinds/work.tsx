import { lazy } from "react";
import type { Attribute } from "../api/documents";
import { kind } from "../kit/kind";
import { nameIn } from "./names";

const TYPES = { BOOLEAN: "attributeBoolean", PROFICIENCY_LEVEL: "attributeLevel" } as const;

export const attributes = kind<"attributes">({
  name: "attributes",
  one: "attribute",
  many: "attributes",
  about: "attributesAbout",
  nameOf: ({ name }) => name,
  needs: ["agents", "queues"],
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "type", text: ({ type }, { t }) => t(TYPES[type]) },
    { label: "agentsWithIt", text: ({ name }, { shelves }) => String(shelves.agents.items.filter(({ attributes }) => name in attributes).length), number: true },
    { label: "description", text: ({ description }) => description },
  ],
  blank: () => ({ name: "", description: "", type: "BOOLEAN", defaultValue: true }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", hint: "attributeNameHint", max: 200, required: true, half: true },
        {
          path: "type",
          type: "choice",
          label: "type",
          fixed: true,
          half: true,
          options: [
            ["BOOLEAN", "attributeBoolean"],
            ["PROFICIENCY_LEVEL", "attributeLevel"],
          ],
        },
        { path: "defaultValue", type: "custom", label: "defaultValue", render: lazy(() => import("../fields/LevelField")) },
        { path: "description", type: "text", label: "description", max: 1000, rows: 2 },
      ],
    },
  ],
  check: ({ type, defaultValue }: Pick<Attribute, "type" | "defaultValue">, { t }) => {
    const level = Number(defaultValue);
    const fits = type === "BOOLEAN" ? level === 0 || level === 1 : Number.isInteger(level) && typeof defaultValue === "number" && level >= 1 && level <= 10;
    return fits ? [] : [{ field: "defaultValue", message: t("errorNumber", { min: 1, max: 10 }) }];
  },
});

export const domains = kind<"domains">({
  name: "domains",
  one: "domain",
  many: "domains",
  about: "domainsAbout",
  nameOf: ({ name }) => name,
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "type", text: ({ type }) => type },
    { label: "maxRequests", text: ({ maxRequests }) => String(maxRequests), number: true },
    { label: "description", text: ({ description }) => description },
  ],
  blank: () => ({ name: "", description: "", type: "CHAT", maxRequests: 5, interruptible: false, autoSync: true, weight: 0 }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 200, required: true, half: true },
        {
          path: "type",
          type: "choice",
          label: "type",
          half: true,
          options: [
            ["CHAT", "mediaChat"],
            ["CX_VOICE", "mediaVoice"],
            ["EMAIL", "mediaEmail"],
            ["CISCO_CC", "mediaCisco"],
          ],
        },
        { path: "maxRequests", type: "number", label: "maxRequests", hint: "maxRequestsHint", min: 0, max: 255, half: true },
        { path: "weight", type: "number", label: "weight", hint: "weightHint", min: 0, max: 100, half: true },
        { path: "description", type: "text", label: "description", max: 1000 },
        { path: "autoSync", type: "switch", label: "autoSync", hint: "autoSyncHint" },
        { path: "interruptible", type: "switch", label: "interruptible", hint: "interruptibleHint" },
      ],
    },
  ],
});

/** What holds for all queues together. */
export const routingSettings = kind<"routing-settings">({
  name: "routing-settings",
  one: "routingSettings",
  many: "routingSettings",
  about: "routingSettingsAbout",
  single: "routing",
  nameOf: ({ name }) => name,
  columns: [{ label: "name", text: ({ name }) => name }],
  blank: () => ({ name: "Routing", queuePriority: true, graceSeconds: 15 }),
  sections: [
    {
      fields: [
        { path: "queuePriority", type: "switch", label: "queuePriority", hint: "queuePriorityHint" },
        { path: "graceSeconds", type: "number", label: "idleGrace", hint: "idleGraceHint", min: 1, max: 3_600, unit: "seconds", half: true },
      ],
    },
  ],
});

export const wrapUpCodes = kind<"wrap-up-codes">({
  name: "wrap-up-codes",
  one: "wrapUpCode",
  many: "wrapUpCodes",
  about: "wrapUpCodesAbout",
  nameOf: ({ categoryName }) => categoryName,
  words: ({ values }) => values.join(" "),
  columns: [
    { label: "category", text: ({ categoryName }) => categoryName },
    { label: "values", text: ({ values }) => values.join(", ") },
  ],
  blank: () => ({ categoryName: "", values: [] }),
  sections: [
    {
      fields: [
        { path: "categoryName", type: "text", label: "category", hint: "categoryHint", max: 100, required: true },
        { path: "values", type: "list", label: "values", hint: "valuesHint", max: 200, required: true },
      ],
    },
  ],
});

const REASONS = { NOT_READY: "reasonNotReady", LOGOUT: "reasonLogout" } as const;

export const reasons = kind<"reasons">({
  name: "reasons",
  one: "reason",
  many: "reasons",
  about: "reasonsAbout",
  nameOf: ({ name }) => name,
  words: ({ code }) => code,
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "type", text: ({ type }, { t }) => t(REASONS[type]) },
    { label: "code", text: ({ code }) => code },
    { label: "description", text: ({ description }) => description },
  ],
  blank: () => ({ name: "", description: "", type: "NOT_READY", code: "" }),
  sections: [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 100, required: true, half: true },
        {
          path: "type",
          type: "choice",
          label: "type",
          half: true,
          options: [
            ["NOT_READY", "reasonNotReady"],
            ["LOGOUT", "reasonLogout"],
          ],
        },
        { path: "code", type: "text", label: "code", hint: "codeHint", max: 32, ltr: true, half: true },
        { path: "description", type: "text", label: "description", max: 500, rows: 2 },
      ],
    },
  ],
});

export const cannedAnswers = kind<"canned-answers">({
  name: "canned-answers",
  one: "cannedAnswer",
  many: "cannedAnswers",
  about: "cannedAnswersAbout",
  nameOf: ({ shortcut }) => `/${shortcut}`,
  words: ({ text }) => text,
  columns: [
    { label: "shortcut", text: ({ shortcut }) => `/${shortcut}` },
    { label: "text", text: ({ text }) => text },
    { label: "teams", text: ({ teamIds }, { shelves, t }) => (teamIds.length === 0 ? t("cannedEverybody") : teamIds.map((id) => nameIn(shelves, "teams", id)).join(", ")) },
  ],
  needs: ["teams"],
  blank: () => ({ shortcut: "", text: "", teamIds: [] }),
  sections: [
    {
      fields: [
        { path: "shortcut", type: "text", label: "shortcut", hint: "shortcutHint", max: 50, required: true, pattern: /^\S+$/, patternHint: "errorOneWord" },
        { path: "text", type: "text", label: "text", hint: "cannedTextHint", max: 4096, rows: 4, required: true },
        { path: "teamIds", type: "many", of: "teams", label: "teams", hint: "cannedTeamsHint" },
      ],
    },
  ],
});
