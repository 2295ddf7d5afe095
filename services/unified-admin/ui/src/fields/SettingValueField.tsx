import { SegmentedControl, Switch, Textarea } from "@mantine/core";
import { useState } from "react";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

/** A switch where it is one, a language where it is one, else JSON as it is. */
export default function SettingValueField({ value, change, draft, violations, label }: CustomProps) {
  const { t } = useApp();
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [wrong, setWrong] = useState(false);
  if (draft.name === "maskPii") {
    return <Switch label={t("maskPii")} checked={value === true} error={violations[0]?.message} onChange={(event) => change(event.currentTarget.checked)} />;
  }
  if (draft.name === "defaultLanguage") {
    return (
      <SegmentedControl
        aria-label={label}
        value={typeof value === "string" ? value : ""}
        data={[
          { value: "en", label: t("languageEn") },
          { value: "de", label: t("languageDe") },
          { value: "ar", label: t("languageAr") },
        ]}
        onChange={change}
      />
    );
  }
  return (
    <Textarea
      label={label}
      description={t("jsonHint")}
      dir="ltr"
      className="mono"
      autosize
      minRows={2}
      value={text}
      error={wrong ? t("errorJson") : violations[0]?.message}
      onChange={(event) => {
        setText(event.currentTarget.value);
        try {
          change(JSON.parse(event.currentTarget.value));
          setWrong(false);
        } catch {
          setWrong(true);
          change(undefined);
        }
      }}
    />
  );
}
