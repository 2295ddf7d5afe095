import { Button } from "@mantine/core";
import { useEffect, useRef, useState, type SubmitEvent, type ReactNode } from "react";
import { Problem, type Violation } from "../../auth";
import type { Channel, Draft, WidgetConfig } from "../../api/documents";
import { webType } from "../../api/standard";
import { KINDS } from "../../kinds";
import { useApp, useShelves } from "../../kit/AppContext";
import { checkFields } from "../../kit/check";
import { FieldInput } from "../../kit/FieldInput";
import { Go } from "../../kit/Go";
import type { AnyField } from "../../kit/kind";
import { written } from "../../kit/path";
import { explain, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { go, protect } from "../../shell/router";
import { channelDraft, simpleBot, simpleQueue, widgetDraft } from "./defaults";
import { freeNumber, identifierOf, initialsOf } from "./identifiers";
import { Preview } from "./Preview";

const NEEDED = ["channels", "widgets", "bots", "queues"] as const;

const field = (kind: "channels" | "widgets", path: string): AnyField =>
  KINDS[kind].sections.flatMap((section) => section.fields).find((one) => one.path === path) as AnyField;

/** Channel and widget in one go: what a manager calls "a chat on our site". */
export default function WebChannel() {
  const { t } = useApp();
  const shelves = useShelves(...NEEDED);
  return (
    <Page title={t("newWebChat")} crumbs={[{ to: "channels", text: t("channels") }]} about={t("newWebChatAbout")} actions={<><Go to="channels/connect">{t("connectAccount")}</Go><Go to="channels/new">{t("otherChannel")}</Go></>}>
      {NEEDED.every((kind) => shelves[kind].status === "ready") ? <Wizard /> : <Loading />}
    </Page>
  );
}

function Wizard() {
  const { t, library, say } = useApp();
  const { channels, widgets, bots, queues } = useShelves();
  const [channel, setChannel] = useState<Draft<Channel>>(() => ({
    ...channelDraft(),
    serviceIdentifier: freeNumber(channels.items.map((one) => one.serviceIdentifier)),
    botId: bots.items[0]?.id ?? "",
    botName: bots.items[0]?.name ?? "",
    queue: queues.items[0]?.id ?? "",
  }));
  const [widget, setWidget] = useState<Draft<WidgetConfig>>(() => widgetDraft(t));
  const [wrong, setWrong] = useState<{ channel: readonly Violation[]; widget: readonly Violation[] }>({ channel: [], widget: [] });
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const touched = useRef(false);
  const keys = useRef({ channel: crypto.randomUUID(), widget: crypto.randomUUID() });
  const made = useRef<Channel | null>(null);
  const form = useRef<HTMLFormElement>(null);

  useEffect(() => {
    protect(() => touched.current);
    return () => {
      protect(null);
    };
  }, []);
  const faults = wrong.channel.length + wrong.widget.length;
  useEffect(() => {
    if (faults > 0) {
      const at = form.current?.querySelector<HTMLElement>("[aria-invalid=true]");
      at?.closest("details")?.setAttribute("open", "");
      at?.focus();
    }
  }, [faults, wrong]);

  const drop = (all: readonly Violation[], path: string) => all.filter((one) => one.field !== path && !one.field.startsWith(`${path}.`) && !one.field.startsWith(`${path}[`));
  const changeChannel = (path: string, value: unknown) => {
    touched.current = true;
    setWrong((now) => ({ ...now, channel: drop(now.channel, path) }));
    setChannel((now) => {
      const next = written(now, path, value);
      // The bot speaks under its own name until somebody gives it another one here.
      if (path !== "botId") return next;
      const named = bots.items.some(({ name }) => name === now.botName) || now.botName === "";
      return named ? { ...next, botName: bots.items.find(({ id }) => id === value)?.name ?? "" } : next;
    });
    if (path !== "name") return;
    const taken = widgets.items.map((one) => one.widgetIdentifier);
    setWidget((now) => ({
      ...now,
      title: now.title === channel.name ? String(value) : now.title,
      logoText: now.logoText === initialsOf(channel.name) ? initialsOf(String(value)) : now.logoText,
      widgetIdentifier: now.widgetIdentifier === "" || now.widgetIdentifier === identifierOf(channel.name, taken) ? identifierOf(String(value), taken) : now.widgetIdentifier,
    }));
  };
  const changeWidget = (path: string, value: unknown) => {
    touched.current = true;
    setWrong((now) => ({ ...now, widget: drop(now.widget, path) }));
    setWidget((now) => written(now, path, value));
  };

  const save = async () => {
    const complete = { ...widget, serviceIdentifier: channel.serviceIdentifier };
    const found = {
      channel: checkFields(KINDS.channels.sections, channel, { t }),
      widget: checkFields(KINDS.widgets.sections, complete, { t }),
    };
    setWrong(found);
    if (found.channel.length + found.widget.length > 0) {
      setProblem(t("errorForm", { count: found.channel.length + found.widget.length }));
      return;
    }
    setBusy(true);
    setProblem(null);
    let at: "channel" | "widget" = "channel";
    try {
      await webType(library);
      const before = made.current;
      made.current = before ? await library.change("channels", before.id, before.version, channel) : await library.create("channels", channel, keys.current.channel);
      at = "widget";
      await library.create("widgets", complete, keys.current.widget);
      touched.current = false;
      say(t("saved", { name: channel.name }));
      go(`channels/${encodeURIComponent(made.current.id)}`, { replace: true, force: true });
    } catch (error) {
      const violations = violationsOf(error, at, t("errorNameTaken"), t("errorIdentifierTaken"));
      if (violations.length > 0) setWrong({ channel: [], widget: [], [at]: violations });
      setProblem(violations.length > 0 ? t("errorForm", { count: violations.length }) : explain(error, t));
      // After a clear refusal the next attempt is another one; after no answer it is the same.
      if (error instanceof Problem && error.status >= 400 && error.status < 500) keys.current[at] = crypto.randomUUID();
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!busy) void save();
  };
  const quick = (path: "botId" | "queue", make: () => Promise<{ id: string; name: string }>) => async () => {
    try {
      const { id, name } = await make();
      changeChannel(path, id);
      if (path === "botId") changeChannel("botName", name);
    } catch (error) {
      setProblem(explain(error, t));
    }
  };

  const channelField = (path: string) => <FieldInput field={field("channels", path)} draft={channel} id={null} violations={wrong.channel} change={changeChannel} />;
  const widgetField = (path: string) => <FieldInput field={field("widgets", path)} draft={widget} id={null} violations={wrong.widget} change={changeWidget} />;
  return (
    <div className="editor" data-beside>
      <form ref={form} noValidate onSubmit={submit} className="form">
        <Part n={1} title={t("wizardName")}>
          <div className="field">{channelField("name")}</div>
        </Part>
        <Part n={2} title={t("whoAnswers")}>
          <div className="field half">
            {channelField("botId")}
            {bots.items.length === 0 && (
              <Button variant="light" size="xs" className="quick" onClick={() => void quick("botId", () => simpleBot(library, t))()}>
                {t("makeSimpleBot")}
              </Button>
            )}
          </div>
          <div className="field half">
            {channelField("queue")}
            {queues.items.length === 0 && (
              <Button variant="light" size="xs" className="quick" onClick={() => void quick("queue", () => simpleQueue(library, t))()}>
                {t("makeSimpleQueue")}
              </Button>
            )}
          </div>
        </Part>
        <Part n={3} title={t("look")}>
          {["title", "subTitle", "theme.primary", "logoText", "logo", "position", "theme.dark", "language", "enableEmoji", "enableTranscript"].map((path) => (
            <div key={path} className="field half">
              {widgetField(path)}
            </div>
          ))}
        </Part>
        <Part n={4} title={t("preChat")}>
          <div className="field">{widgetField("form")}</div>
          <div className="field">{widgetField("consentText")}</div>
        </Part>
        <Part n={5} title={t("openingHours")}>
          <div className="field">{widgetField("hours")}</div>
          <div className="field">{widgetField("offlineMessage")}</div>
        </Part>
        <details className="card">
          <summary>{t("advanced")}</summary>
          <div className="fields">
            <div className="field half">{widgetField("widgetIdentifier")}</div>
            <div className="field half">{channelField("serviceIdentifier")}</div>
            <div className="field half">{channelField("botName")}</div>
            <div className="field half">{channelField("routingMode")}</div>
            <div className="field half">{channelField("customerActivityTimeoutSeconds")}</div>
            <div className="field half">{channelField("agentRequestTtlSeconds")}</div>
          </div>
        </details>
        <div className="save-bar" data-dirty="true">
          <p className="problem" role="alert">
            {problem}
          </p>
          <span className="grow" />
          <Button type="submit" loading={busy}>
            {t("createWebChat")}
          </Button>
        </div>
      </form>
      <div className="beside">
        <Preview widget={widget as unknown as WidgetConfig} />
      </div>
    </div>
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

function violationsOf(error: unknown, at: "channel" | "widget", nameTaken: string, identifierTaken: string): readonly Violation[] {
  if (!(error instanceof Problem)) return [];
  if (error.violations.length > 0) return error.violations;
  if (error.code === "SERVICE_IDENTIFIER_TAKEN") return [{ field: "serviceIdentifier", message: identifierTaken }];
  if (error.code === "NAME_TAKEN") return [{ field: at === "channel" ? "name" : "widgetIdentifier", message: at === "channel" ? nameTaken : identifierTaken }];
  return [];
}
