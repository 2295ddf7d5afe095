import { NumberInput, Select, Switch, TextInput } from "@mantine/core";
import type { PreChatField as Field, PreChatForm } from "../api/documents";
import { useApp } from "../kit/AppContext";
import { messageFor, within } from "../kit/check";
import type { CustomProps } from "../kit/kind";
import { keyOf } from "./keyOf";
import { Rows } from "./Rows";

/** What is asked before a chat begins; none at all when it is switched off. */
export default function PreChatField({ value, change, violations }: CustomProps) {
  const { t } = useApp();
  const form = (value ?? null) as PreChatForm | null;
  const taken = form?.fields.map(({ key }) => key) ?? [];
  const start = (): PreChatForm => ({
    id: "pre-chat",
    title: t("preChatTitle"),
    fields: [
      { key: "firstName", label: t("yourName"), type: "text", required: true, maxLength: 60 },
      { key: "email", label: t("email"), type: "email", required: false, maxLength: 120 },
    ],
  });
  return (
    <div className="stack">
      <Switch label={t("preChatOn")} checked={form !== null} onChange={(event) => change(event.currentTarget.checked ? start() : undefined)} />
      {form && (
        <>
          <TextInput label={t("title")} dir="auto" value={form.title} error={messageFor(violations, "title")} onChange={(event) => change({ ...form, title: event.currentTarget.value })} />
          <Rows<Field>
            items={form.fields}
            change={(fields) => change({ ...form, fields })}
            blank={() => ({ key: "", label: "", type: "text", required: false, maxLength: 100 })}
            title={({ label }, n) => label || t("questionNth", { n: n + 1 })}
            addLabel={t("addQuestion")}
            most={20}
          >
            {(field, put, n) => {
              const wrong = within(violations, `fields[${n}]`);
              const others = taken.filter((_, other) => other !== n);
              const rename = (label: string) => {
                const follows = field.key === "" || field.key === keyOf(field.label, others);
                put({ ...field, label, key: follows ? keyOf(label, others) : field.key });
              };
              return (
                <div className="fields">
                  <TextInput className="half" label={t("question")} dir="auto" withAsterisk value={field.label} error={messageFor(wrong, "label")} onChange={(event) => rename(event.currentTarget.value)} />
                  <Select
                    className="half"
                    label={t("type")}
                    allowDeselect={false}
                    data={[
                      { value: "text", label: t("questionText") },
                      { value: "email", label: t("questionEmail") },
                      { value: "phone", label: t("questionPhone") },
                    ]}
                    value={field.type}
                    onChange={(type) => put({ ...field, type: type as Field["type"] })}
                  />
                  <TextInput className="half" label={t("key")} description={t("preChatKeyHint")} dir="ltr" value={field.key} error={messageFor(wrong, "key")} onChange={(event) => put({ ...field, key: event.currentTarget.value })} />
                  <NumberInput className="half number" label={t("maxLength")} min={1} max={1000} value={field.maxLength} onChange={(next) => put({ ...field, maxLength: Number(next) })} />
                  <Switch label={t("required")} checked={field.required} onChange={(event) => put({ ...field, required: event.currentTarget.checked })} />
                </div>
              );
            }}
          </Rows>
        </>
      )}
    </div>
  );
}
