import { Button, Select } from "@mantine/core";
import { useState } from "react";
import { chatDomain } from "../api/standard";
import { useApp, useShelf } from "../kit/AppContext";
import type { CustomProps } from "../kit/kind";
import { explain } from "../kit/States";

/** Which media a queue is for; a first queue gets its domain by one click. */
export default function DomainField({ value, change, violations, label }: CustomProps) {
  const { t, library } = useApp();
  const { items, status } = useShelf("domains");
  const [problem, setProblem] = useState<string | null>(null);
  const error = problem ?? violations[0]?.message;
  if (status === "ready" && items.length === 0) {
    const make = () => {
      chatDomain(library).then(
        ({ id }) => {
          change(id);
        },
        (refused: unknown) => {
          setProblem(explain(refused, t));
        },
      );
    };
    return (
      <div>
        <p className="field-label">{label}</p>
        <p className="faint">{t("noDomain")}</p>
        <Button variant="light" onClick={make} aria-invalid={error ? true : undefined}>
          {t("makeChatDomain")}
        </Button>
        {error && <p className="problem">{error}</p>}
      </div>
    );
  }
  return (
    <Select
      label={label}
      description={t("domainHint")}
      withAsterisk
      data={items.map(({ id, name }) => ({ value: id, label: name }))}
      value={typeof value === "string" && value !== "" ? value : null}
      error={error}
      allowDeselect={false}
      placeholder={t("choose")}
      onChange={change}
    />
  );
}
