import { Select } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import { PODS } from "./fields";
import { podName } from "./podName";

/** The connector behind a provider; one that somebody else has built stays as it is. */
export default function PodField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const pod = typeof value === "string" ? value : "";
  const known = ["", ...Object.keys(PODS)];
  const data = (known.includes(pod) ? known : [...known, pod]).map((name) => ({ value: `=${name}`, label: podName(name, t) }));
  return (
    <Select
      label={label}
      description={t("podHint")}
      error={violations[0]?.message}
      data={data}
      value={`=${pod}`}
      allowDeselect={false}
      data-field="pod"
      onChange={(next) => change((next ?? "=").slice(1))}
    />
  );
}
