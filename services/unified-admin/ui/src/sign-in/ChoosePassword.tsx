/** @jsxImportSource preact */
import { useRef, useState } from "preact/hooks";
import { choosePassword, Problem, UNREACHABLE, type Session } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { PasswordField } from "./PasswordField";

interface Props {
  words: Words;
  session: Session;
  done: (session: Session) => void;
}

const SHORTEST = 12;

export function ChoosePassword({ words, session, done }: Props) {
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !form.current) return;
    const value = new FormData(form.current).get("new-password");
    const password = typeof value === "string" ? value : "";
    if (password.length < SHORTEST) {
      setError(words.tooShort);
      form.current.querySelector("input")?.focus();
      return;
    }
    setBusy(true);
    try {
      done(await choosePassword(session, password));
    } catch (problem) {
      setBusy(false);
      setError(reason(problem, words));
    }
  };

  return (
    <Card title={words.welcome.replace("{name}", session.user.name)}>
      <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
        <p class="lead">{words.choose}</p>
        {/* Password managers need to know whose password it is. */}
        <input type="text" list={undefined} name="username" autocomplete="username" value={session.user.username} readOnly hidden />
        <PasswordField words={words} label={words.newPassword} name="new-password" autocomplete="new-password" error={error} hint={words.hint} />
        <button type="submit" class="button" aria-disabled={busy}>
          {words.save}
        </button>
        <button
          type="button"
          class="button quiet"
          onClick={() => {
            done(session);
          }}
        >
          {words.skip}
        </button>
      </form>
    </Card>
  );
}

function reason(problem: unknown, words: Words): string {
  if (!(problem instanceof Problem)) return words.failed;
  if (problem.status === UNREACHABLE) return words.unreachable;
  return problem.violations[0]?.message ?? (problem.status < 500 && problem.message ? problem.message : words.failed);
}
