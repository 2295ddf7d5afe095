import { Button } from "@mantine/core";
import { useState, type SubmitEvent } from "react";
import type { ChannelConnector } from "../api/documents";
import { Problem, type Violation } from "../auth";
import { useApp, useShelf } from "../kit/AppContext";
import type { BesideProps } from "../kit/kind";
import { explain } from "../kit/States";
import { AccountInputs } from "./AccountInputs";
import { PODS, shown, type AccountField, type Settings } from "./fields";
import { podOf } from "./podOf";
import { putKeys, useKeys, type SetKey } from "./useKeys";

/** Keys of an account: set, replaced and taken away here, and read by nobody. */
export default function KeysBeside({ document, draft }: BesideProps) {
  const { t } = useApp();
  const providers = useShelf("providers");
  const account = document as ChannelConnector | null;
  const { keys, problem, read } = useKeys(account?.id ?? null);
  const fields = PODS[podOf(providers.items, String(draft.provider))]?.secrets ?? [];
  return (
    <section className="card quiet">
      <h2>{t("keys")}</h2>
      <p className="faint small">{t(account ? "keysHint" : "keysLater")}</p>
      {problem !== null && (
        <p className="problem" role="alert">
          {explain(problem, t)}
        </p>
      )}
      {account && keys && <Keys key={account.id} account={account.id} fields={withOthers(fields, keys)} settings={(draft.settings ?? {}) as Settings} keys={keys} read={read} />}
    </section>
  );
}

/** What is set under another name can at least be replaced and taken away. */
function withOthers(fields: readonly AccountField[], keys: readonly SetKey[]): AccountField[] {
  return [...fields, ...keys.filter(({ name }) => !fields.some((field) => field.name === name)).map(({ name }): AccountField => ({ name, title: name, label: "key" }))];
}

interface KeysProps {
  account: string;
  fields: readonly AccountField[];
  settings: Settings;
  keys: readonly SetKey[];
  read: () => Promise<void>;
}

function Keys({ account, fields, settings, keys, read }: KeysProps) {
  const { t, api, say, language } = useApp();
  const [typed, setTyped] = useState<Settings>({});
  const [wrong, setWrong] = useState<readonly Violation[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const all = shown(fields, settings);
  const given = Object.entries(typed).filter(([, value]) => value !== "");

  const send = async (what: Readonly<Record<string, string | null>>, said: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await putKeys(api, account, what);
      setTyped({});
      setWrong([]);
      say(said);
      await read();
    } catch (error) {
      if (error instanceof Problem && error.violations.length > 0) setWrong(error.violations);
      else setProblem(explain(error, t));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy && given.length > 0) void send(Object.fromEntries(given), t("keysSaved"));
  };
  const note = (name: string) => {
    const set = keys.find((key) => key.name === name);
    return set ? t("keyIsSet", { time: new Date(set.updatedAt).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" }) }) : t("keyIsMissing");
  };
  const change = (name: string, value: string) => {
    setTyped({ ...typed, [name]: value });
    setWrong(wrong.filter(({ field }) => field !== name));
    setProblem(null);
  };
  return (
    <form noValidate onSubmit={submit} className="stack keys">
      <AccountInputs fields={fields} values={typed} settings={settings} violations={wrong} change={change} secret note={note} />
      {keys.length > 0 && (
        <ul className="keys-set">
          {keys.map(({ name }) => (
            <li key={name}>
              <bdi className="grow">{nameOf(all, name, t)}</bdi>
              <span className="badge" data-good="true">
                {t("keySet")}
              </span>
              <Button size="compact-xs" variant="subtle" color="red" disabled={busy} aria-label={`${t("keyTakeAway")}: ${nameOf(all, name, t)}`} onClick={() => void send({ [name]: null }, t("keyTakenAway", { name: nameOf(all, name, t) }))}>
                {t("keyTakeAway")}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
      <Button type="submit" variant="default" loading={busy} aria-disabled={given.length === 0}>
        {t("keysSave")}
      </Button>
    </form>
  );
}

function nameOf(fields: readonly AccountField[], name: string, t: ReturnType<typeof useApp>["t"]): string {
  const field = fields.find((one) => one.name === name);
  return field && field.title === undefined ? t(field.label) : name;
}
