/** @jsxImportSource preact */
import { useState } from "preact/hooks";
import { confirmSecondFactor, type Enrolment, type Session } from "../auth";
import type { Words } from "./words";
import { Card } from "./Card";
import { Coded } from "./CodeForm";

interface Props {
  words: Words;
  enrolment: Enrolment;
  done: (session: Session) => void;
}

/** Nobody of this role comes in without a second factor: it is set up here, and its first code opens the session. */
export function Enrol({ words, enrolment, done }: Props) {
  const [kept, setKept] = useState<{ codes: readonly string[]; session: Session } | null>(null);
  if (kept) {
    return (
      <Card title={words.recoveryTitle}>
        <p class="lead">{words.recoveryLead}</p>
        <ul class="codes" dir="ltr" aria-label={words.recoveryTitle}>
          {kept.codes.map((code) => (
            <li key={code}>
              <code>{code}</code>
            </li>
          ))}
        </ul>
        <button
          type="button"
          class="button"
          onClick={() => {
            done(kept.session);
          }}
        >
          {words.recoveryKept}
        </button>
      </Card>
    );
  }
  return (
    <Card title={words.enrolTitle}>
      <p class="lead">{words.enrolLead}</p>
      <svg class="qr" viewBox={`0 0 ${enrolment.qrSize} ${enrolment.qrSize}`} role="img" aria-label={words.enrolPicture}>
        <rect width="100%" height="100%" fill="#fff" />
        <path d={enrolment.qrPath} fill="#000" />
      </svg>
      <p class="hint">{words.enrolTyped}</p>
      <p class="secret" dir="ltr">
        <code>{enrolment.secret}</code>
      </p>
      <Coded
        words={words}
        hint={words.enrolHint}
        action={words.enrolAction}
        send={async (code) => {
          const { recoveryCodes, session } = await confirmSecondFactor(enrolment.ticket, code);
          if (session) setKept({ codes: recoveryCodes, session });
        }}
      />
    </Card>
  );
}
