/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { exchangeLink, Problem, safeNext, UNREACHABLE, type Session } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { ChoosePassword } from "./ChoosePassword";
import { PasswordForm } from "./PasswordForm";

type Step = { kind: "link" } | { kind: "form"; message: string | null } | { kind: "choose"; session: Session };

/** Read once: the one-time token leaves the address bar and the history at once. */
const query = new URLSearchParams(location.search);
const link = query.get("link");
if (link !== null) {
  query.delete("link");
  history.replaceState(null, "", `${location.pathname}${query.size > 0 ? `?${query.toString()}` : ""}`);
}

function goOn(session: Session): void {
  const home = session.user.roles.includes("agent") ? "/unified-agent/" : "/unified-admin/";
  location.replace(safeNext(query.get("next"), location.origin, home));
}

/** A one-time link may be used once even if the page draws twice. */
let exchange: Promise<Session> | undefined;

export function SignIn({ words }: { words: Words }) {
  const [step, setStep] = useState<Step>(link === null ? { kind: "form", message: null } : { kind: "link" });

  useEffect(() => {
    if (link === null) return;
    exchange ??= exchangeLink(link);
    exchange.then(
      (session) => {
        setStep({ kind: "choose", session });
      },
      (error: unknown) => {
        const unreachable = error instanceof Problem && error.status === UNREACHABLE;
        setStep({ kind: "form", message: unreachable ? words.unreachable : words.badLink });
      },
    );
  }, [words]);

  switch (step.kind) {
    case "link":
      return (
        <Card title={words.product}>
          <p role="status">{words.usingLink}</p>
        </Card>
      );
    case "choose":
      return <ChoosePassword words={words} session={step.session} done={goOn} />;
    case "form":
      return <PasswordForm words={words} message={step.message} done={goOn} />;
  }
}
