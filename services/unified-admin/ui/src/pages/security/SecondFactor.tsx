import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState, type SubmitEvent } from "react";
import { Problem, type Enrolment } from "../../auth";
import type { SecondFactorStatus } from "../../api/documents";
import { useApp } from "../../kit/AppContext";
import { Copyable } from "../../kit/Scroll";
import { explain } from "../../kit/States";

const BASE = "/unified-admin/v1/auth/second-factor";

type Step = { kind: "rest" } | { kind: "begin" } | { kind: "confirm"; enrolment: Enrolment } | { kind: "codes"; codes: readonly string[] } | { kind: "remove" };

/** Sets one's own second factor up, replaces it, gives it up. */
export function SecondFactor() {
  const { t, api, say } = useApp();
  const [status, setStatus] = useState<SecondFactorStatus | null>(null);
  const [step, setStep] = useState<Step>({ kind: "rest" });
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const fail = useCallback(
    (error: unknown) => {
      const known = error instanceof Problem ? { CODE_WRONG: t("codeWrong"), CREDENTIALS_WRONG: t("passwordWrong"), CURRENT_PASSWORD_NEEDED: t("passwordNeeded"), SECOND_FACTOR_NEEDED: t("codeNeeded") }[error.code] : undefined;
      setProblem(known ?? explain(error, t));
    },
    [t],
  );
  const load = useCallback(async () => {
    try {
      setStatus((await api.get(BASE)) as SecondFactorStatus);
    } catch (error) {
      fail(error);
    }
  }, [api, fail]);
  useEffect(() => {
    void load();
  }, [load]);

  const to = (next: Step) => {
    setStep(next);
    setProblem(null);
    setPassword("");
    setCode("");
  };
  const submit = (work: () => Promise<void>) => (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setProblem(null);
    work()
      .catch(fail)
      .finally(() => {
        setBusy(false);
      });
  };
  const begin = async () => {
    const given = { ...(password === "" ? {} : { currentPassword: password }), ...(code === "" ? {} : { code }) };
    to({ kind: "confirm", enrolment: (await api.post(BASE, given)) as Enrolment });
  };
  const confirm = (ticket: string) => async () => {
    const { recoveryCodes } = (await api.post(`${BASE}/confirm`, { ticket, code })) as { recoveryCodes: string[] };
    to({ kind: "codes", codes: recoveryCodes });
    await load();
  };
  const remove = async () => {
    await api.post(`${BASE}/remove`, { code });
    say(t("secondFactorRemoved"));
    to({ kind: "rest" });
    await load();
  };
  const codeField = (hint: string) => (
    <TextInput label={t("oneTimeCode")} description={hint} dir="ltr" autoComplete="one-time-code" value={code} onChange={(event) => setCode(event.currentTarget.value)} data-autofocus />
  );
  const actions = (word: string) => (
    <div className="button-row">
      <Button type="submit" loading={busy}>
        {word}
      </Button>
      <Button variant="default" onClick={() => to({ kind: "rest" })}>
        {t("cancel")}
      </Button>
    </div>
  );
  return (
    <section className="card" aria-label={t("secondFactor")}>
      <h2>{t("secondFactor")}</h2>
      {status && step.kind === "rest" && (
        <>
          <p>{status.enrolled ? t("secondFactorOn", { count: status.recoveryCodesLeft }) : t("secondFactorOff")}</p>
          {status.required && <p className="faint small">{t("secondFactorAsked")}</p>}
          <div className="button-row">
            <Button variant={status.enrolled ? "default" : "filled"} onClick={() => to({ kind: "begin" })}>
              {t(status.enrolled ? "secondFactorReplace" : "secondFactorSetUp")}
            </Button>
            {status.enrolled && !status.required && (
              <Button variant="default" onClick={() => to({ kind: "remove" })}>
                {t("secondFactorGiveUp")}
              </Button>
            )}
          </div>
        </>
      )}
      {step.kind === "begin" && (
        <form className="stack" onSubmit={submit(begin)}>
          <PasswordInput label={t("currentPassword")} description={t("currentPasswordHint")} autoComplete="current-password" value={password} onChange={(event) => setPassword(event.currentTarget.value)} />
          {status?.enrolled && codeField(t("codeOfOld"))}
          {actions(t("goOn"))}
        </form>
      )}
      {step.kind === "confirm" && (
        <form className="stack" onSubmit={submit(confirm(step.enrolment.ticket))}>
          <p>{t("scanPicture")}</p>
          <svg className="qr" viewBox={`0 0 ${step.enrolment.qrSize} ${step.enrolment.qrSize}`} role="img" aria-label={t("scanPicture")}>
            <rect width="100%" height="100%" fill="#fff" />
            <path d={step.enrolment.qrPath} fill="#000" />
          </svg>
          <Copyable label={t("secretKey")} text={step.enrolment.secret} />
          {codeField(t("oneTimeCodeHint"))}
          {actions(t("secondFactorSetUp"))}
        </form>
      )}
      {step.kind === "codes" && (
        <div className="stack">
          <p>{t("recoveryCodesHint")}</p>
          <Copyable label={t("recoveryCodes")} text={step.codes.join("\n")} />
          <Button className="fit" onClick={() => to({ kind: "rest" })}>
            {t("recoveryCodesKept")}
          </Button>
        </div>
      )}
      {step.kind === "remove" && (
        <form className="stack" onSubmit={submit(remove)}>
          {codeField(t("oneTimeCodeHint"))}
          {actions(t("secondFactorGiveUp"))}
        </form>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}
