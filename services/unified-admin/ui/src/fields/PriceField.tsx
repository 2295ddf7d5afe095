import { NumberInput } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";

/** A price, with as many decimals as price lists have. */
export default function PriceField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  return (
    <NumberInput
      label={label}
      description={t("priceHint")}
      className="number"
      min={0}
      allowNegative={false}
      decimalScale={6}
      value={typeof value === "number" ? value : ""}
      error={violations[0]?.message}
      onChange={(next) => change(next === "" ? "" : Number(next))}
    />
  );
}
