import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";

type Pair = readonly [name: string, value: string];

/** Names and values; kept in order here, because two may be the same while they are typed. */
export default function PairsField({ value, change, label, violations }: CustomProps) {
  const { t } = useApp();
  const [pairs, setPairs] = useState<readonly Pair[]>(() => Object.entries((value ?? {}) as Record<string, string>));
  const set = (next: readonly Pair[]) => {
    setPairs(next);
    change(Object.fromEntries(next.filter(([name]) => name.trim() !== "")));
  };
  return (
    <div>
      <p className="field-label">{label}</p>
      <p className="faint small">{t("connectorSettingsHint")}</p>
      <Rows<Pair> items={pairs} change={set} blank={() => ["", ""]} title={([name], n) => name || t("nth", { n: n + 1 })} addLabel={t("addSetting")}>
        {([name, text], put) => (
          <div className="fields">
            <TextInput className="half" label={t("name")} dir="ltr" value={name} error={violations.find(({ field }) => field === name)?.message} onChange={(event) => put([event.currentTarget.value, text])} />
            <TextInput className="half" label={t("value")} dir="ltr" autoComplete="off" value={text} onChange={(event) => put([name, event.currentTarget.value])} />
          </div>
        )}
      </Rows>
    </div>
  );
}
