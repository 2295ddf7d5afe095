/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import type { Words } from "./words";

interface Props {
  words: Words;
  label: string;
  name: string;
  autocomplete: "current-password" | "new-password";
  error: string | null;
  hint?: string;
}

export function PasswordField({ words, label, name, autocomplete, error, hint }: Props) {
  const [shown, setShown] = useState(false);
  const described = [hint ? `${name}-hint` : "", error ? `${name}-error` : ""].filter(Boolean).join(" ");
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <span class="with-button">
        <input
          id={name}
          name={name}
          {...(shown ? { type: "text" as const, list: undefined } : { type: "password" as const })}
          autocomplete={autocomplete}
          autocapitalize="none"
          spellcheck={false}
          dir="ltr"
          aria-invalid={error !== null || undefined}
          aria-describedby={described === "" ? undefined : described}
        />
        <button
          type="button"
          class="eye"
          aria-label={shown ? words.hide : words.show}
          aria-pressed={shown}
          onClick={() => {
            setShown(!shown);
          }}
        >
          <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
            <path d="M1.5 10S4.500 4.500 10 4.500 18.500 10 18.500 10 15.500 15.500 10 15.500 1.500 10 1.500 10z" />
            <circle cx="10" cy="10" r="2.500" />
            {shown && <path d="M3 17L17 3" />}
          </svg>
        </button>
      </span>
      {hint && (
        <p id={`${name}-hint`} class="hint">
          {hint}
        </p>
      )}
      <p id={`${name}-error`} class="error">
        {error}
      </p>
    </div>
  );
}
