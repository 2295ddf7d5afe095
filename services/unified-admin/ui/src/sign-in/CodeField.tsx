/** @jsxImportSource preact */
import type { Words } from "./words";

export function CodeField({ words, error, hint }: { words: Words; error: string | null; hint: string }) {
  return (
    <div class="field">
      <label for="code">{words.code}</label>
      <input
        id="code"
        name="code"
        type="text"
        list={undefined}
        inputMode="text"
        autocomplete="one-time-code"
        autocapitalize="none"
        spellcheck={false}
        dir="ltr"
        aria-invalid={error !== null || undefined}
        aria-describedby={`code-hint${error === null ? "" : " code-error"}`}
      />
      <p id="code-hint" class="hint">
        {hint}
      </p>
      <p id="code-error" class="error" role="alert">
        {error}
      </p>
    </div>
  );
}
