import { Checkbox, ColorInput, MultiSelect, NumberInput, Select, Skeleton, Switch, TextInput, Textarea } from "@mantine/core";
import { Suspense } from "react";
import type { Violation } from "../auth";
import type { KindName } from "../api/documents";
import { Tags } from "../fields/Tags";
import { KINDS } from "../kinds";
import { useApp, useShelf } from "./AppContext";
import { messageFor, within } from "./check";
import type { AnyField, Doc } from "./kind";
import { read } from "./path";

interface Props {
  field: AnyField;
  draft: Record<string, unknown>;
  id: string | null;
  violations: readonly Violation[];
  change: (path: string, value: unknown) => void;
}

export function FieldInput({ field, draft, id, violations, change }: Props) {
  const { t } = useApp();
  const value = read(draft, field.path);
  const error = messageFor(violations, field.path);
  const label = t(field.label);
  const fixed = field.fixed === true && id !== null;
  const set = (next: unknown) => {
    change(field.path, next);
  };
  const common = {
    label,
    description: field.hint ? t(field.hint) : undefined,
    error: error ?? undefined,
    withAsterisk: field.required ?? false,
    "data-field": field.path,
    ...(fixed ? { readOnly: true, variant: "filled" } : {}),
  };
  switch (field.type) {
    case "text": {
      const text = typeof value === "string" ? value : "";
      const props = { ...common, value: text, placeholder: field.example, dir: field.ltr ? "ltr" : "auto", spellCheck: !field.ltr };
      if (field.rows !== undefined) return <Textarea {...props} autosize minRows={field.rows} maxRows={14} onChange={(event) => set(event.currentTarget.value)} />;
      return <TextInput {...props} autoComplete="off" onChange={(event) => set(event.currentTarget.value)} />;
    }
    case "number":
      return (
        <NumberInput
          {...common}
          className="number"
          value={typeof value === "number" || typeof value === "string" ? value : ""}
          allowDecimal={false}
          allowNegative={field.min < 0}
          suffix={field.unit ? ` ${t(field.unit)}` : ""}
          onChange={(next) => set(next === "" ? (field.empty ? undefined : "") : Number(next))}
        />
      );
    case "switch":
      return <Switch label={label} description={common.description} error={common.error} checked={value === true} data-field={field.path} onChange={(event) => set(event.currentTarget.checked)} />;
    case "choice": {
      const options = field.options.map(([option, word]) => ({ value: String(option), label: t(word) }));
      const number = typeof field.options[0]?.[0] === "number";
      return (
        <Select
          {...common}
          data={options}
          value={typeof value === "string" || typeof value === "number" ? String(value) : null}
          allowDeselect={false}
          onChange={(next) => set(number ? Number(next) : next)}
        />
      );
    }
    case "checks": {
      const chosen = Array.isArray(value) ? (value as string[]) : [];
      return (
        <Checkbox.Group {...common} value={chosen} onChange={set}>
          <div className="checks">
            {field.options.map(([option, word, hint]) => (
              <Checkbox key={option} value={String(option)} label={t(word)} description={hint && t(hint)} />
            ))}
          </div>
        </Checkbox.Group>
      );
    }
    case "one":
      return <One {...common} of={field.of} by={field.by ?? "id"} empty={field.empty ? t(field.empty) : null} value={typeof value === "string" ? value : ""} set={set} />;
    case "many":
      return <Many {...common} of={field.of} by={field.by ?? "id"} value={Array.isArray(value) ? (value as string[]) : []} set={set} />;
    case "list":
      return <Tags {...common} value={Array.isArray(value) ? (value as string[]) : []} placeholder={field.example} onChange={set} />;
    case "colour":
      return <ColorInput {...common} value={typeof value === "string" ? value : ""} format="hex" swatches={SWATCHES} swatchesPerRow={8} withEyeDropper={false} onChange={set} />;
    case "custom": {
      const Render = field.render;
      return (
        <Suspense fallback={<Skeleton height={60} />}>
          <Render value={value} change={set} changeAt={change} draft={draft} id={id} violations={within(violations, field.path)} label={label} />
        </Suspense>
      );
    }
  }
}

const SWATCHES = ["#1f6f5c", "#2f5bd7", "#7a3fc2", "#b3261e", "#b25e00", "#0e7490", "#374151", "#111827"];

interface ReferenceProps {
  of: KindName;
  by: string;
  set: (value: unknown) => void;
}

/** What can be chosen: under the key the field stores, by the name people know. */
function useChoices(of: KindName, by: string): { value: string; label: string }[] {
  const { items } = useShelf(of);
  const kind = KINDS[of];
  return (items).map((item) => ({ value: String(read(item, by)), label: kind.nameOf(item as unknown as Doc) }));
}

function One({ of, by, empty, value, set, ...rest }: ReferenceProps & { empty: string | null; value: string }) {
  const { t } = useApp();
  const choices = useChoices(of, by);
  // Some fields may name a thing by its name as well as by its id.
  const known = choices.find((choice) => choice.value === value) ?? choices.find((choice) => choice.label === value);
  const missing = value !== "" && !known ? [{ value, label: t("missingReference", { name: value }) }] : [];
  return (
    <Select
      {...rest}
      data={[...choices, ...missing]}
      value={known?.value ?? (value === "" ? null : value)}
      placeholder={empty ?? t("choose")}
      clearable={empty !== null}
      allowDeselect={false}
      searchable
      nothingFoundMessage={t("nothingToChoose", { kind: t(KINDS[of].many) })}
      onChange={(next) => set(next ?? "")}
    />
  );
}

function Many({ of, by, value, set, ...rest }: ReferenceProps & { value: string[] }) {
  const { t } = useApp();
  const choices = useChoices(of, by);
  const missing = value.filter((key) => !choices.some((choice) => choice.value === key)).map((key) => ({ value: key, label: t("missingReference", { name: key }) }));
  return (
    <MultiSelect
      {...rest}
      data={[...choices, ...missing]}
      value={value}
      searchable
      nothingFoundMessage={t("nothingToChoose", { kind: t(KINDS[of].many) })}
      onChange={set}
    />
  );
}
