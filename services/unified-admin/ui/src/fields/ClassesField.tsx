import { NumberInput } from "@mantine/core";
import { useApp } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";

interface Pace {
  priority: number;
  headStartSeconds: number;
  percent: number;
}
const ALL = [10, 9, 8, 7, 6, 5, 4, 3, 2, 1];

/** How waiting counts for each priority. */
export default function ClassesField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const paces = (Array.isArray(value) ? value : []) as Pace[];
  const free = ALL.find((priority) => !paces.some((pace) => pace.priority === priority)) ?? 1;
  return (
    <div aria-invalid={violations.length > 0 ? true : undefined} tabIndex={-1}>
      <p className="field-label">{label}</p>
      <p className="faint small">{t("classesHint")}</p>
      {violations[0] && <p className="problem">{violations[0].message}</p>}
      <Rows<Pace> items={paces} change={change} blank={() => ({ priority: free, headStartSeconds: 0, percent: 100 })} title={({ priority }) => t("classNth", { n: priority })} addLabel={t("classAdd")} most={10}>
        {(pace, put) => (
          <div className="fields">
            <NumberInput className="half" label={t("priority")} min={1} max={10} allowDecimal={false} clampBehavior="strict" value={pace.priority} onChange={(next) => put({ ...pace, priority: Number(next) })} />
            <NumberInput className="half" label={t("percent")} min={1} max={10_000} allowDecimal={false} suffix={` ${t("percentSign")}`} value={pace.percent} onChange={(next) => put({ ...pace, percent: Number(next) })} />
            <NumberInput label={t("headStart")} description={t("headStartHint")} min={0} max={86_400} allowDecimal={false} suffix={` ${t("seconds")}`} value={pace.headStartSeconds} onChange={(next) => put({ ...pace, headStartSeconds: Number(next) })} />
          </div>
        )}
      </Rows>
    </div>
  );
}
