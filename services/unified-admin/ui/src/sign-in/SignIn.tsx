/** @jsxImportSource preact */
import { useEffect, useState } from "preact/hooks";
import { exchangeLink, mustEnrol, Problem, safeNext, signIn, UNREACHABLE, type Enrolment, type Entered, type Session } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { ChoosePassword } from "./ChoosePassword";
import { CodeForm } from "./CodeForm";
import { Enrol } from "./Enrol";
import { PasswordForm } from "./PasswordForm";

type Step =
  | { kind: "link" }
  | { kind: "form"; message: string | null }
  /** `again` is the same sign-in once more, with a code. */
  | { kind: "code"; again: (code: string) => Promise<Entered>; invited: boolean }
  | { kind: "enrol"; enrolment: Enrolment; invited: boolean }
  | { kind: "choose"; session: Session };

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
let exchange: Promise<Entered> | undefined;

export function SignIn({ words }: { words: Words }) {
  const [step, setStep] = useState<Step>(link === null ? { kind: "form", message: null } : { kind: "link" });
  /** Whoever came by a link may choose a password now. */
  const inside = (session: Session, invited: boolean) => {
    if (invited) setStep({ kind: "choose", session });
    else goOn(session);
  };
  const entered = (what: Entered, invited: boolean) => {
    if (mustEnrol(what)) setStep({ kind: "enrol", enrolment: what, invited });
    else inside(what, invited);
  };
  useEffect(() => {
    if (link === null) return;
    exchange ??= exchangeLink(link);
    exchange.then(
      (what) => {
        entered(what, true);
      },
      (error: unknown) => {
        if (error instanceof Problem && error.code === "SECOND_FACTOR_NEEDED") {
          setStep({ kind: "code", again: (code) => exchangeLink(link, code), invited: true });
          return;
        }
        const unreachable = error instanceof Problem && error.status === UNREACHABLE;
        setStep({ kind: "form", message: unreachable ? words.unreachable : words.badLink });
      },
    );
    // Once: the link is used up by it.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [words]);

  switch (step.kind) {
    case "link":
      return (
        <Card title={words.product}>
          <p role="status">{words.usingLink}</p>
        </Card>
      );
    case "code":
      return (
        <CodeForm
          words={words}
          send={async (code) => {
            entered(await step.again(code), step.invited);
          }}
        />
      );
    case "enrol":
      return (
        <Enrol
          words={words}
          enrolment={step.enrolment}
          done={(session) => {
            inside(session, step.invited);
          }}
        />
      );
    case "choose":
      return <ChoosePassword words={words} session={step.session} done={goOn} />;
    case "form":
      return (
        <PasswordForm
          words={words}
          message={step.message}
          done={(what) => {
            entered(what, false);
          }}
          needCode={(username, password) => {
            setStep({ kind: "code", again: (code) => signIn(username, password, code), invited: false });
          }}
        />
      );
  }
}
