import { Button, MultiSelect, Skeleton, Switch, TextInput, Textarea } from "@mantine/core";
import { Problem, type Violation } from "@switchboard/unified-admin/auth";
import { useEffect, useRef, useState, type SubmitEvent } from "react";
import { changeCustomer, customerFields, labelNames, readCustomer, type CustomerField, type FullCustomer } from "../../net/customers";
import { useDesk } from "../DeskContext";
import { changed, fieldsOf, isMultiline, rebased, typedOf, type Typed } from "./profile";

interface Form {
  fields: readonly CustomerField[];
  known: readonly string[];
  /** As it was read: what is typed is compared with it. */
  base: FullCustomer;
  typed: Typed;
  labels: readonly string[];
}

const sameLabels = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((label) => b.includes(label));

/** Changes what is known of a customer. A colleague who was faster is not overwritten: their values are shown first. */
export function ProfileForm({ customerId, close }: { customerId: string; close: () => void }) {
  const { api, store, t } = useDesk();
  const [form, setForm] = useState<Form | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [wrong, setWrong] = useState<readonly Violation[]>([]);
  const [busy, setBusy] = useState(false);
  const element = useRef<HTMLFormElement>(null);

  useEffect(() => {
    let left = false;
    Promise.all([customerFields(api), labelNames(api), readCustomer(api, customerId)]).then(
      ([schema, known, base]) => {
        const fields = fieldsOf(schema);
        if (!left) setForm({ fields, known, base, typed: typedOf(base, fields), labels: base.labels });
      },
      () => {
        if (!left) setProblem(t("pastFailed"));
      },
    );
    return () => {
      left = true;
    };
  }, [api, customerId, t]);
  const ready = form !== null;
  useEffect(() => {
    if (ready) element.current?.querySelector<HTMLElement>("input, textarea")?.focus();
  }, [ready]);

  const save = async (now: Form) => {
    setBusy(true);
    setProblem(null);
    setWrong([]);
    try {
      const customer = await changeCustomer(api, changed(now.base, now.fields, now.typed, now.labels));
      store.dispatch({ type: "customer", customer });
      close();
    } catch (error) {
      if (error instanceof Problem && error.status === 409) await conflict(now);
      else if (error instanceof Problem && error.violations.length > 0) setWrong(error.violations);
      else setProblem(error instanceof Problem && error.message !== "" ? error.message : t("offlineShort"));
    } finally {
      setBusy(false);
    }
  };
  const conflict = async (now: Form) => {
    try {
      const theirs = await readCustomer(api, customerId);
      const typed = rebased(typedOf(theirs, now.fields), typedOf(now.base, now.fields), now.typed);
      const labels = sameLabels(now.labels, now.base.labels) ? theirs.labels : now.labels;
      setForm({ ...now, base: theirs, typed, labels });
      setProblem(t("profileConflict"));
    } catch {
      setProblem(t("offlineShort"));
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (form && !busy) void save(form);
  };
  // A field's own, or one of its values'; attributes are named below `attributes`.
  const fault = (key: string) => wrong.find(({ field }) => [key, `attributes.${key}`].some((name) => field === name || field.startsWith(`${name}[`)))?.message ?? null;

  if (!form) return problem === null ? <Skeleton height={120} radius={8} /> : <p role="alert">{problem}</p>;
  const type = (key: string, text: string) => {
    setForm({ ...form, typed: { ...form.typed, [key]: text } });
  };
  return (
    <form ref={element} className="profile-form" noValidate onSubmit={submit} aria-label={t("editProfile")}>
      {form.fields.map((field) => {
        const common = { size: "xs", label: field.label, description: field.description || undefined, error: fault(field.key), withAsterisk: field.mandatory, dir: "auto" as const };
        const value = form.typed[field.key] ?? "";
        if (field.type === "Boolean") {
          return <Switch key={field.key} size="xs" label={field.label} checked={value === "true"} onChange={(event) => { type(field.key, String(event.currentTarget.checked)); }} />;
        }
        if (isMultiline(field)) {
          return <Textarea key={field.key} {...common} description={t("onePerLine")} autosize minRows={1} maxRows={6} value={value} onChange={(event) => { type(field.key, event.currentTarget.value); }} />;
        }
        return <TextInput key={field.key} {...common} maxLength={field.maxLength} value={value} onChange={(event) => { type(field.key, event.currentTarget.value); }} />;
      })}
      <MultiSelect size="xs" label={t("labels")} data={[...new Set([...form.known, ...form.labels])]} value={[...form.labels]} error={fault("labels")} searchable onChange={(labels) => { setForm({ ...form, labels }); }} />
      <p className="problem" role="alert">
        {problem}
      </p>
      <div className="form-actions">
        <Button type="submit" size="xs" loading={busy}>
          {t("saveProfile")}
        </Button>
        <Button size="xs" variant="default" onClick={close}>
          {t("cancelProfile")}
        </Button>
      </div>
    </form>
  );
}
