import { Select } from "@mantine/core";
import { useApp, useShelf } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { Rows } from "./Rows";

interface By {
  attribute: string;
  descending: boolean;
}

/** Agents by their attributes, the first of which counts most. */
export default function OrderByField({ value, change, violations, label }: CustomProps) {
  const { t } = useApp();
  const { items } = useShelf("attributes");
  const list = (Array.isArray(value) ? value : []) as By[];
  const names = items.map(({ name }) => name);
  const whole = violations.find(({ field }) => field === "")?.message;
  return (
    <div aria-invalid={whole ? true : undefined} tabIndex={-1}>
      <p className="field-label">{label}</p>
      {whole && <p className="problem">{whole}</p>}
      <Rows<By> items={list} change={change} blank={() => ({ attribute: "", descending: true })} title={({ attribute }, n) => attribute || t("nth", { n: n + 1 })} addLabel={t("orderByAdd")} most={8}>
        {(by, put, n) => (
          <div className="fields">
            <Select
              className="half"
              label={t("attribute")}
              data={by.attribute === "" || names.includes(by.attribute) ? names : [...names, { value: by.attribute, label: t("missingReference", { name: by.attribute }) }]}
              value={by.attribute || null}
              placeholder={t("choose")}
              searchable
              allowDeselect={false}
              error={messageFor(within(violations, `[${n}]`), "attribute")}
              onChange={(attribute) => put({ ...by, attribute: attribute ?? "" })}
            />
            <Select
              className="half"
              label={t("orderByWay")}
              data={[
                { value: "high", label: t("orderByHigh") },
                { value: "low", label: t("orderByLow") },
              ]}
              value={by.descending ? "high" : "low"}
              allowDeselect={false}
              onChange={(way) => put({ ...by, descending: way === "high" })}
            />
          </div>
        )}
      </Rows>
    </div>
  );
}
