import { NumberInput, SegmentedControl } from "@mantine/core";
import { useEffect } from "react";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

/** A value of the type that the attribute has: yes or no, or 1 to 10. */
export default function LevelField({ value, change, draft, violations, label }: CustomProps) {
  const { t } = useApp();
  const boolean = draft.type === "BOOLEAN";
  // Changing the type leaves a value that the other type does not have.
  useEffect(() => {
    if (boolean && value !== true && value !== false && value !== 0 && value !== 1) change(true);
    if (!boolean && typeof value === "boolean") change(5);
  });
  if (!boolean) {
    return (
      <NumberInput
        label={label}
        description={t("defaultLevelHint")}
        className="number"
        min={1}
        max={10}
        allowDecimal={false}
        value={typeof value === "number" ? value : ""}
        error={violations[0]?.message}
        onChange={(next) => change(next === "" ? "" : Number(next))}
      />
    );
  }
  return (
    <div>
      <p className="field-label" id="default-level">
        {label}
      </p>
      <p className="faint small">{t("defaultLevelHint")}</p>
      <SegmentedControl
        aria-labelledby="default-level"
        value={value === true || value === 1 ? "yes" : "no"}
        data={[
          { value: "yes", label: t("yes") },
          { value: "no", label: t("no") },
        ]}
        onChange={(next) => change(next === "yes")}
      />
    </div>
  );
}
