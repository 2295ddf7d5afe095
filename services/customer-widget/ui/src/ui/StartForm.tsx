import { useEffect, useRef, useState } from "preact/hooks";
import type { Chat } from "../chat/chat";
import { checkField, checkForm, type FieldError } from "../chat/form";
import type { FormField, WidgetConfig } from "../chat/model";
import type { Key, Translate } from "../text/catalogue";
import type { ChatView } from "../chat/view";
import { Text } from "./Text";

const MESSAGES: Record<FieldError, Key> = {
  required: "errorRequired",
  email: "errorEmail",
  phone: "errorPhone",
  tooLong: "errorTooLong",
};
const AGREE = "switchboard-agree";
const INPUT_TYPES = { text: "text", email: "email", phone: "tel" } as const;
const AUTOCOMPLETE: Record<string, string> = { name: "name", firstName: "given-name", email: "email", phone: "tel" };

interface Props {
  chat: Chat;
  view: ChatView;
  config: WidgetConfig;
  t: Translate;
  known: Record<string, string>;
}

/** In place of the form while nobody is there. */
export function Closed({ text, t }: { text: string; t: Translate }) {
  return (
    <main class="notice">
      <p role="status" dir="auto">
        <Text text={text} t={t} />
      </p>
    </main>
  );
}

export function StartForm({ chat, view, config, t, known }: Props) {
  const [values, setValues] = useState<Record<string, string>>(known);
  const [errors, setErrors] = useState<Record<string, FieldError>>({});
  const [agreed, setAgreed] = useState(false);
  const [refused, setRefused] = useState(false);
  const consent = config.consentText ?? "";
  const formRef = useRef<HTMLFormElement>(null);
  const fields = config.form?.fields ?? [];
  const busy = view.phase === "starting" && view.problem === null;
  const away = view.problem === "refused" || (busy && view.connection.status === "waiting");

  useEffect(() => {
    setValues((typed) => ({ ...known, ...typed }));
  }, [known]);

  const change = (field: FormField, value: string) => {
    setValues({ ...values, [field.key]: value });
    // An error goes as soon as it is mended, but none appears while somebody is still typing.
    if (errors[field.key] && !checkField(field, value)) {
      setErrors(Object.fromEntries(Object.entries(errors).filter(([key]) => key !== field.key)));
    }
  };

  const submit = (event: Event) => {
    event.preventDefault();
    const found = checkForm(fields, values);
    setErrors(found);
    const first = fields.find((field) => found[field.key]);
    const missing = consent !== "" && !agreed;
    setRefused(missing);
    const wrong = first?.key ?? (missing ? AGREE : null);
    if (wrong !== null) (formRef.current?.elements.namedItem(wrong) as HTMLElement | null)?.focus();
    else if (!busy) chat.start(values, consent === "" ? null : new Date().toISOString());
  };

  if (view.phase === "loading" && view.problem === null) return <main class="notice" aria-busy="true"><p role="status">{t("loading")}</p></main>;
  return (
    <main class="start">
      <form ref={formRef} noValidate onSubmit={submit}>
        <h2>{config.form?.title ?? t("startTitle")}</h2>
        {fields.map((field) => {
          const error = errors[field.key];
          const id = `field-${field.key}`;
          return (
            <div class="field" key={field.key}>
              <label for={id}>
                {field.label}
                {!field.required && <span class="faint"> ({t("optional")})</span>}
              </label>
              <input
                id={id}
                name={field.key}
                type={INPUT_TYPES[field.type]}
                list={undefined}
                dir={field.type === "text" ? "auto" : "ltr"}
                autocomplete={AUTOCOMPLETE[field.key] ?? "on"}
                required={field.required}
                aria-invalid={error ? true : undefined}
                aria-describedby={error ? `${id}-error` : undefined}
                value={values[field.key] ?? ""}
                onInput={(event) => {
                  change(field, event.currentTarget.value);
                }}
              />
              <p id={`${id}-error`} class="error">
                {error ? t(MESSAGES[error]) : ""}
              </p>
            </div>
          );
        })}
        {consent !== "" && (
          <div class="consent">
            <p id="consent-text" dir="auto">
              <Text text={consent} t={t} />
            </p>
            <label>
              <input
                type="checkbox"
                name={AGREE}
                required
                checked={agreed}
                aria-invalid={refused && !agreed ? true : undefined}
                aria-describedby="consent-text agree-error"
                onChange={(event) => {
                  setAgreed(event.currentTarget.checked);
                }}
              />
              {t("agree")}
            </label>
            <p id="agree-error" class="error">
              {refused && !agreed ? t("errorAgree") : ""}
            </p>
          </div>
        )}
        <p class="error" role="alert">
          {away && (config.offlineMessage || t("unavailable"))}
          {view.problem === "server" && t("serverProblem")}
          {Object.keys(errors).length > 0 && t("formErrors")}
        </p>
        <button
          type={view.problem === "refused" ? "button" : "submit"}
          class="button wide"
          aria-disabled={busy}
          onClick={() => {
            if (view.problem === "refused") chat.reconnect();
          }}
        >
          {view.problem === "refused" ? t("tryAgain") : t(busy ? "starting" : "start")}
        </button>
      </form>
    </main>
  );
}
