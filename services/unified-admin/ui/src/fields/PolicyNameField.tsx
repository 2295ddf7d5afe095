import { Select } from "@mantine/core";
import { EVERY_CHANNEL } from "../kinds/files";
import { useApp, useShelves } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

/** The kind of channel a policy is for: those that have none yet, and all others together. */
export default function PolicyNameField({ value, change, id, violations, label }: CustomProps) {
  const { t } = useApp();
  const shelves = useShelves("channel-types", "file-policies");
  const chosen = typeof value === "string" ? value : "";
  const taken = new Set(shelves["file-policies"].items.filter((policy) => policy.id !== id).map(({ name }) => name));
  const free = [EVERY_CHANNEL, ...shelves["channel-types"].items.map(({ name }) => name)].filter((name) => !taken.has(name));
  const all = chosen === "" || free.includes(chosen) ? free : [...free, chosen];
  return (
    <Select
      label={label}
      description={t("policyForHint")}
      withAsterisk
      error={violations[0]?.message}
      data={all.map((name) => ({ value: name, label: name === EVERY_CHANNEL ? t("policyDefault") : name }))}
      value={chosen === "" ? null : chosen}
      placeholder={t("choose")}
      allowDeselect={false}
      data-field="name"
      onChange={(next) => change(next ?? "")}
    />
  );
}
