/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, signIn, UNREACHABLE, type Entered } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { PasswordField } from "./PasswordField";

interface Props {
  words: Words;
  message: string | null;
  done: (entered: Entered) => void;
  /** The password is right, and a code of the second factor is missing. */
  needCode: (username: string, password: string) => void;
}

/** When the server names no time, this long. */
const DEFAULT_WAIT = 30;

export function PasswordForm({ words, message, done, needCode }: Props) {
  const [problem, setProblem] = useState(message);
  const [missing, setMissing] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [wait, setWait] = useState(0);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    form.current?.querySelector("input")?.focus();
  }, []);
  useEffect(() => {
    if (wait <= 0) return undefined;
    const timer = setTimeout(() => {
      setWait(wait - 1);
    }, 1_000);
    return () => {
      clearTimeout(timer);
    };
  }, [wait]);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || wait > 0 || !form.current) return;
    const data = new FormData(form.current);
    const read = (name: string) => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    const username = read("username").trim();
    const password = read("password");
    const empty = [...(username ? [] : ["username"]), ...(password ? [] : ["password"])];
    setMissing(empty);
    if (empty[0]) {
      form.current.querySelector<HTMLElement>(`#${empty[0]}`)?.focus();
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      done(await signIn(username, password));
    } catch (error) {
      setBusy(false);
      if (error instanceof Problem && error.code === "SECOND_FACTOR_NEEDED") needCode(username, password);
      else explain(error);
    }
  };

  const explain = (error: unknown) => {
    if (!(error instanceof Problem)) setProblem(words.failed);
    else if (error.status === 429) setWait(error.retryAfter ?? DEFAULT_WAIT);
    else if (error.status === 401) setProblem(words.wrong);
    else setProblem(error.status === UNREACHABLE ? words.unreachable : words.failed);
    form.current?.querySelector<HTMLElement>("#password")?.focus();
  };

  return (
    <Card title={words.signIn}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <p class="problem" role="alert">
          {wait > 0 ? words.tooMany.replace("{seconds}", String(wait)) : problem}
        </p>
        <div class="field">
          <label for="username">{words.username}</label>
          <input
            id="username"
            name="username"
            type="text"
            list={undefined}
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            dir="auto"
            aria-invalid={missing.includes("username") || undefined}
            aria-describedby={missing.includes("username") ? "username-error" : undefined}
          />
          <p id="username-error" class="error">
            {missing.includes("username") ? words.required : ""}
          </p>
        </div>
        <PasswordField
          words={words}
          label={words.password}
          name="password"
          autocomplete="current-password"
          error={missing.includes("password") ? words.required : null}
        />
        <button type="submit" class="button" aria-disabled={busy || wait > 0}>
          {busy ? words.signingIn : words.signIn}
        </button>
      </form>
    </Card>
  );
}
