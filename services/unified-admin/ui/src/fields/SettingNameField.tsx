import { Autocomplete } from "@mantine/core";
import { KNOWN_SETTINGS } from "../api/settings";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

export default function SettingNameField({ value, change, id, violations, label }: CustomProps) {
  const { t } = useApp();
  const name = typeof value === "string" ? value : "";
  return (
    <Autocomplete
      label={label}
      description={name === "maskPii" ? t("maskPiiHint") : name === "defaultLanguage" ? t("defaultLanguageHint") : t("settingNameHint")}
      withAsterisk
      dir="ltr"
      data={[...KNOWN_SETTINGS]}
      value={name}
      readOnly={id !== null}
      error={violations[0]?.message}
      onChange={change}
    />
  );
}
