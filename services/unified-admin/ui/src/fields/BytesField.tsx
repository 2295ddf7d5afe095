import { NumberInput } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import { MIB } from "./mib";

/** A size that people think of in mebibytes and the owner in bytes. */
export default function BytesField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  return (
    <NumberInput
      label={label}
      withAsterisk
      className="number"
      error={violations[0]?.message}
      value={typeof value === "number" ? Math.round((value / MIB) * 100) / 100 : ""}
      decimalScale={2}
      min={0}
      allowNegative={false}
      suffix={` ${t("mebibytes")}`}
      data-field="maxBytes"
      onChange={(next) => change(next === "" ? "" : Math.round(Number(next) * MIB))}
    />
  );
}
