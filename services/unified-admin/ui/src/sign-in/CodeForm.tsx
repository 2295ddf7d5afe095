/** @jsxImportSource preact */
import { useEffect, useRef, useState } from "preact/hooks";
import { Problem, UNREACHABLE } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { CodeField } from "./CodeField";

interface Props {
  words: Words;
  /** Tries the code; what it throws is told. */
  send: (code: string) => Promise<void>;
}

/** Whoever has a second factor gives a code of it, or a recovery code. */
export function CodeForm({ words, send }: Props) {
  return (
    <Card title={words.codeTitle}>
      <p class="lead">{words.codeLead}</p>
      <Coded words={words} send={send} hint={words.codeHint} action={words.signIn} />
    </Card>
  );
}

/** A field for a code, its button, and why it was refused. */
export function Coded({ words, send, hint, action }: Props & { hint: string; action: string }) {
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector("input")?.focus();
  }, []);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (busy || !form.current) return;
    const value = new FormData(form.current).get("code");
    const code = typeof value === "string" ? value.trim() : "";
    if (code === "") setProblem(words.required);
    else {
      setBusy(true);
      try {
        await send(code);
        return;
      } catch (error) {
        setProblem(explain(error, words));
      } finally {
        setBusy(false);
      }
    }
    form.current.querySelector("input")?.select();
  };
  return (
    <form ref={form} noValidate onSubmit={(event) => void submit(event)}>
      <CodeField words={words} error={problem} hint={hint} />
      <button type="submit" class="button" aria-disabled={busy}>
        {action}
      </button>
    </form>
  );
}

function explain(error: unknown, words: Words): string {
  if (!(error instanceof Problem)) return words.failed;
  if (error.status === UNREACHABLE) return words.unreachable;
  if (error.status === 429) return words.tooMany.replace("{seconds}", String(error.retryAfter ?? 30));
  if (error.code === "CODE_WRONG") return words.codeWrong;
  if (error.code === "ENROLMENT_OVER") return words.enrolOver;
  return error.status === 401 ? words.badLink : words.failed;
}
