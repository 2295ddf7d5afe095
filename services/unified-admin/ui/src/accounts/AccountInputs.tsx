import { PasswordInput, Select, Switch, TextInput } from "@mantine/core";
import type { Violation } from "../auth";
import { useApp } from "../kit/AppContext";
import { isRequired, shown, type AccountField, type Settings } from "./fields";

interface Props {
  fields: readonly AccountField[];
  values: Settings;
  /** What decides which fields there are; the values themselves unless said. */
  settings?: Settings;
  violations: readonly Violation[];
  change: (name: string, value: string) => void;
  /** Typed without being seen. */
  secret?: boolean;
  /** What is said of a secret beside its hint. */
  note?: (name: string) => string | null;
}

/** The named fields of an account, or of its keys. */
export function AccountInputs({ fields, values, settings = values, violations, change, secret = false, note }: Props) {
  const { t } = useApp();
  const all = shown(fields, settings);
  const rare = all.filter((field) => field.rare);
  const input = (field: AccountField) => (
    <div key={field.name} className={field.options === true ? "field" : "field half"}>
      <Input field={field} value={values[field.name] ?? ""} required={isRequired(field, settings)} violations={violations} change={change} secret={secret} note={note?.(field.name) ?? null} />
    </div>
  );
  // What somebody has set, or set wrongly, is not hidden.
  const open = rare.some(({ name }) => (values[name] ?? "") !== "" || violations.some(({ field }) => field === name));
  return (
    <>
      <div className="fields">{all.filter((field) => !field.rare).map(input)}</div>
      {rare.length > 0 && (
        <details className="more" open={open}>
          <summary>{t("advanced")}</summary>
          <div className="fields">{rare.map(input)}</div>
        </details>
      )}
    </>
  );
}

interface InputProps {
  field: AccountField;
  value: string;
  required: boolean;
  violations: readonly Violation[];
  change: (name: string, value: string) => void;
  secret: boolean;
  note: string | null;
}

function Input({ field, value, required, violations, change, secret, note }: InputProps) {
  const { t } = useApp();
  const hint = field.hint ? t(field.hint) : "";
  const common = {
    label: field.title ?? t(field.label),
    description: [hint, note ?? ""].filter((part) => part !== "").join(" ") || undefined,
    error: violations.find((one) => one.field === field.name)?.message,
    withAsterisk: required,
    "data-field": field.name,
  };
  const set = (next: string) => change(field.name, next);
  if (field.options === true) {
    return <Switch label={common.label} description={common.description} error={common.error} checked={value === "true"} data-field={field.name} onChange={(event) => set(event.currentTarget.checked ? "true" : "")} />;
  }
  if (field.options) {
    // The empty word cannot be an option's value.
    const data = field.options.map(([option, word]) => ({ value: `=${option}`, label: t(word) }));
    const chosen = value === "" ? (data[0]?.value ?? "=") : `=${value}`;
    const known = data.some((option) => option.value === chosen) ? data : [...data, { value: chosen, label: value }];
    return <Select {...common} data={known} value={chosen} allowDeselect={false} onChange={(next) => set((next ?? "=").slice(1))} />;
  }
  const typed = { ...common, value, dir: "ltr" as const, autoComplete: "off", spellCheck: false };
  if (secret) return <PasswordInput {...typed} autoComplete="new-password" onChange={(event) => set(event.currentTarget.value)} />;
  return <TextInput {...typed} onChange={(event) => set(event.currentTarget.value)} />;
}
