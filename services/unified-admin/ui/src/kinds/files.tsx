/** Which files are taken. */
import { lazy } from "react";
import { kind } from "../kit/kind";
import { MIB } from "../fields/mib";

export const EVERY_CHANNEL = "default";

export const filePolicies = kind<"file-policies">({
  name: "file-policies",
  one: "policy",
  many: "policies",
  about: "policiesAbout",
  nameOf: ({ name }) => name,
  needs: ["channel-types", "file-policies"],
  columns: [
    { label: "policyFor", text: ({ name }, { t }) => (name === EVERY_CHANNEL ? t("policyDefault") : name) },
    { label: "maxSize", text: ({ maxBytes }, { t, language }) => `${(maxBytes / MIB).toLocaleString(language, { maximumFractionDigits: 2 })} ${t("mebibytes")}`, number: true },
    { label: "retention", text: ({ retentionDays }, { t }) => (retentionDays === 0 ? t("forEver") : t("dayCount", { n: retentionDays })), number: true },
    { label: "fileTypes", text: ({ types }) => types.join(", ") },
  ],
  blank: () => ({ name: "", maxBytes: 25 * MIB, types: ["image/*", "audio/*", "video/*", "application/pdf"], retentionDays: 0 }),
  sections: [
    {
      hint: "policyNone",
      fields: [
        { path: "name", type: "custom", label: "policyFor", required: true, half: true, render: lazy(() => import("../fields/PolicyNameField")) },
        { path: "maxBytes", type: "custom", label: "maxSize", half: true, render: lazy(() => import("../fields/BytesField")) },
        { path: "retentionDays", type: "number", label: "retention", hint: "retentionHint", min: 0, max: 36_500, unit: "daysShort", half: true },
        { path: "types", type: "custom", label: "fileTypes", required: true, render: lazy(() => import("../fields/FileTypesField")) },
      ],
    },
  ],
  check: ({ maxBytes }, { t }) => (Number.isInteger(maxBytes) && maxBytes >= 1 && maxBytes <= 100 * 1024 * MIB ? [] : [{ field: "maxBytes", message: t("errorNumber", { min: 1, max: 102_400 }) }]),
});
