import { lazy } from "react";
import { kind } from "../kit/kind";

export const settings = kind<"settings">({
  name: "settings",
  one: "setting",
  many: "settings",
  about: "settingsAbout",
  nameOf: ({ name }) => name,
  columns: [
    { label: "name", text: ({ name }) => name },
    { label: "value", text: ({ value }) => JSON.stringify(value) },
  ],
  blank: () => ({ name: "", value: true }),
  sections: [
    {
      fields: [
        { path: "name", type: "custom", label: "setting", required: true, fixed: true, render: lazy(() => import("../fields/SettingNameField")) },
        { path: "value", type: "custom", label: "value", render: lazy(() => import("../fields/SettingValueField")) },
      ],
    },
  ],
  check: ({ name, value }, { t }) => {
    if (value === undefined) return [{ field: "value", message: t("errorJson") }];
    return name === "defaultLanguage" && typeof value !== "string" ? [{ field: "value", message: t("errorRequired") }] : [];
  },
});
