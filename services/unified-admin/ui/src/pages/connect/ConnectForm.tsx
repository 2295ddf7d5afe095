import { Button, Radio, Select, TextInput } from "@mantine/core";
import { useEffect, useRef, useState, type ReactNode, type SubmitEvent } from "react";
import { AccountInputs } from "../../accounts/AccountInputs";
import { checkAccount } from "../../accounts/check";
import { PODS, type Settings } from "../../accounts/fields";
import { ACCOUNT_KINDS } from "../../accounts/kinds";
import { podOf } from "../../accounts/podOf";
import type { Channel, Draft } from "../../api/documents";
import { Problem, type Violation } from "../../auth";
import { KINDS } from "../../kinds";
import { useApp, useShelves } from "../../kit/AppContext";
import { checkFields, within } from "../../kit/check";
import { FieldInput } from "../../kit/FieldInput";
import type { AnyField } from "../../kit/kind";
import { written } from "../../kit/path";
import { explain } from "../../kit/States";
import { protect } from "../../shell/router";
import { channelDraft, simpleBot, simpleQueue } from "../web-channel/defaults";
import type { Done } from "./Connect";
import { make, nothingMade } from "./make";

const channelField = (path: string): AnyField => KINDS.channels.sections.flatMap((section) => section.fields).find((one) => one.path === path) as AnyField;
/** A word that nobody has to think of. */
const someToken = (): string => crypto.randomUUID().replaceAll("-", "");

export function ConnectForm({ done }: { done: (done: Done) => void }) {
  const { t, library, say } = useApp();
  const { bots, queues, connectors, providers } = useShelves();
  const [kindId, setKindId] = useState(ACCOUNT_KINDS[0]?.id ?? "");
  const [channel, setChannel] = useState<Draft<Channel>>(() => ({
    ...channelDraft(),
    channelType: "",
    customerActivityTimeoutSeconds: 86_400,
    botId: bots.items[0]?.id ?? "",
    botName: bots.items[0]?.name ?? "",
    queue: queues.items[0]?.id ?? "",
  }));
  const [account, setAccount] = useState("");
  const [settings, setSettings] = useState<Settings>({});
  const [secrets, setSecrets] = useState<Settings>(() => ({ verifyToken: someToken() }));
  const [base, setBase] = useState(location.origin);
  const [wrong, setWrong] = useState<readonly Violation[]>([]);
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const made = useRef(nothingMade());
  const form = useRef<HTMLFormElement>(null);
  const touched = useRef(false);
  useEffect(() => {
    protect(() => touched.current);
    return () => protect(null);
  }, []);
  useEffect(() => {
    if (wrong.length === 0) return;
    const at = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
    at?.closest("details")?.setAttribute("open", "");
    at?.focus();
  }, [wrong]);

  const kind = ACCOUNT_KINDS.find(({ id }) => id === kindId) ?? ACCOUNT_KINDS[0];
  if (!kind) return null;
  const pod = PODS[kind.pod];
  if (!pod) return null;
  const all: Settings = { ...settings, ...kind.fixed };
  // What makes the kind was chosen above.
  const fields = pod.settings.filter(({ name }) => !["api", "scheme", "headerName"].includes(name));
  const accounts = connectors.items.filter(({ provider, settings: theirs }) => podOf(providers.items, provider) === kind.pod && ((theirs as Settings).api ?? "") === (kind.fixed.api ?? ""));
  const isNew = !accounts.some(({ id }) => id === account);

  const touch = (path: string) => {
    touched.current = true;
    setProblem(null);
    setWrong((now) => now.filter(({ field }) => field !== path));
  };
  const change = (path: string, value: unknown) => {
    touch(path);
    setChannel((now) => written(now, path, value));
  };

  const check = (): Violation[] => {
    const own = checkFields(KINDS.channels.sections, { ...channel, channelType: kind.type }, { t });
    const odd = channel.serviceIdentifier !== "" && !kind.address.pattern.test(channel.serviceIdentifier) ? [{ field: "serviceIdentifier", message: t("errorAddress") }] : [];
    const place = /^https?:\/\/[^\s/]+/.test(base) ? [] : [{ field: "base", message: t("errorUrl") }];
    const theirs = isNew ? [...checkAccount(fields, settings, all, "settings", { t }), ...checkAccount(pod.secrets, secrets, all, "secrets", { t })] : [];
    return [...own, ...odd, ...theirs, ...place];
  };
  const save = async () => {
    const found = check();
    setWrong(found);
    setProblem(found.length > 0 ? t("errorForm", { count: found.length }) : null);
    if (found.length > 0) return;
    setBusy(true);
    const named = new Set(fields.filter(({ when }) => when?.(all) ?? true).map(({ name }) => name));
    const used = new Set(pod.secrets.filter(({ when }) => when?.(all) ?? true).map(({ name }) => name));
    const only = (values: Settings, names: ReadonlySet<string>) => Object.fromEntries(Object.entries(values).filter(([name, value]) => names.has(name) && value !== ""));
    const keys = only(secrets, used);
    try {
      const wish = { kind, channel, account: isNew ? "" : account, settings: { ...only(settings, named), ...kind.fixed }, secrets: keys, base };
      const saved = await make(wish, made.current, library);
      touched.current = false;
      say(t("saved", { name: saved.name }));
      done({ kind, channel: saved, secrets: isNew ? keys : {} });
      scrollTo(0, 0);
    } catch (error) {
      const refused = refusalOf(error, made.current.at, t("errorNameTaken"), t("errorIdentifierTaken"));
      setWrong(refused);
      setProblem(refused.length > 0 ? t("errorForm", { count: refused.length }) : explain(error, t));
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) void save();
  };
  const quick = async (path: "botId" | "queue", thing: () => Promise<{ id: string; name: string }>) => {
    try {
      const { id, name } = await thing();
      change(path, id);
      if (path === "botId") change("botName", name);
    } catch (error) {
      setProblem(explain(error, t));
    }
  };
  const input = (path: string) => <FieldInput field={channelField(path)} draft={channel} id={null} violations={wrong} change={change} />;

  return (
    <form ref={form} noValidate onSubmit={submit} className="form connect">
      <Part n={1} title={t("accountWhich")}>
        <Radio.Group value={kindId} onChange={(id) => { touch("serviceIdentifier"); setAccount(""); setKindId(id); }} aria-label={t("accountWhich")}>
          <div className="choices">
            {ACCOUNT_KINDS.map(({ id, label, about }) => (
              <Radio key={id} value={id} label={t(label)} description={t(about)} className="choice" />
            ))}
          </div>
        </Radio.Group>
      </Part>
      <Part n={2} title={t("wizardName")}>
        <div className="field half">{input("name")}</div>
        <div className="field half">
          <TextInput
            label={t(kind.address.label)}
            description={t(kind.address.hint)}
            placeholder={kind.address.example}
            dir="ltr"
            autoComplete="off"
            withAsterisk
            data-field="serviceIdentifier"
            error={wrong.find(({ field }) => field === "serviceIdentifier")?.message}
            value={channel.serviceIdentifier}
            onChange={(event) => change("serviceIdentifier", event.currentTarget.value.trim())}
          />
        </div>
      </Part>
      <Part n={3} title={t("accountAt")}>
        {accounts.length > 0 && (
          <Select
            label={t("accountExisting")}
            description={t("accountExistingHint")}
            data={[{ value: "=", label: t("accountNew") }, ...accounts.map(({ id, name }) => ({ value: id, label: name }))]}
            value={isNew ? "=" : account}
            allowDeselect={false}
            onChange={(next) => setAccount(next === "=" ? "" : (next ?? ""))}
          />
        )}
        {isNew && (
          <>
            <AccountInputs fields={fields} values={settings} settings={all} violations={within(wrong, "settings")} change={(name, value) => { touch(`settings.${name}`); setSettings({ ...settings, [name]: value }); }} />
            <AccountInputs fields={pod.secrets} values={secrets} settings={all} violations={within(wrong, "secrets")} secret change={(name, value) => { touch(`secrets.${name}`); setSecrets({ ...secrets, [name]: value }); }} />
            <p className="faint small">{t("keysHint")}</p>
          </>
        )}
      </Part>
      <Part n={4} title={t("whoAnswers")}>
        <div className="field half">
          {input("botId")}
          {bots.items.length === 0 && <Quick label={t("makeSimpleBot")} run={() => quick("botId", () => simpleBot(library, t))} />}
        </div>
        <div className="field half">
          {input("queue")}
          {queues.items.length === 0 && <Quick label={t("makeSimpleQueue")} run={() => quick("queue", () => simpleQueue(library, t))} />}
        </div>
      </Part>
      <details className="card" open={wrong.some(({ field }) => field === "base")}>
        <summary>{t("advanced")}</summary>
        <div className="fields">
          <div className="field">
            <TextInput label={t("publicBase")} description={t("publicBaseHint")} dir="ltr" autoComplete="off" error={wrong.find(({ field }) => field === "base")?.message} value={base} onChange={(event) => { touch("base"); setBase(event.currentTarget.value.trim()); }} />
          </div>
          <div className="field half">{input("botName")}</div>
          <div className="field half">{input("routingMode")}</div>
          <div className="field half">{input("customerActivityTimeoutSeconds")}</div>
          <div className="field half">{input("agentRequestTtlSeconds")}</div>
        </div>
      </details>
      <div className="save-bar" data-dirty="true">
        <p className="problem" role="alert">
          {problem}
        </p>
        <span className="grow" />
        <Button type="submit" loading={busy}>
          {t("connect")}
        </Button>
      </div>
    </form>
  );
}

function Quick({ label, run }: { label: string; run: () => Promise<void> }) {
  return (
    <Button variant="light" size="xs" className="quick" onClick={() => void run()}>
      {label}
    </Button>
  );
}

function Part({ n, title, children }: { n: number; title: string; children: ReactNode }) {
  return (
    <section className="card">
      <h2>
        <span className="part-number" aria-hidden="true">
          {n}
        </span>
        {title}
      </h2>
      <div className="fields">{children}</div>
    </section>
  );
}

/** Whatever was refused, on the field of this form that it is about. */
function refusalOf(error: unknown, at: "account" | "secrets" | "channel", nameTaken: string, identifierTaken: string): readonly Violation[] {
  if (!(error instanceof Problem)) return [];
  if (at === "secrets") return error.violations.map(({ field, message }) => ({ field: `secrets.${field}`, message }));
  if (error.violations.length > 0) return error.violations;
  if (error.code === "SERVICE_IDENTIFIER_TAKEN") return [{ field: "serviceIdentifier", message: identifierTaken }];
  return error.code === "NAME_TAKEN" && at === "channel" ? [{ field: "name", message: nameTaken }] : [];
}
