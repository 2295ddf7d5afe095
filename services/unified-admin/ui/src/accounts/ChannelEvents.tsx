import { Button } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { useApp, useShelves } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { Scroll } from "../kit/Scroll";
import { Empty, explain, Failed, Loading } from "../kit/States";
import { Problem } from "../auth";
import { Page } from "../shell/Page";
import type { Key } from "../text/translate";
import { podOf } from "./podOf";

interface Happening {
  position: number;
  id: string;
  kind: "EVENT" | "STATUS" | "ITEM";
  state: string;
  reason: string;
  receivedAt: string;
  attempts: number;
  conversationId: string;
  content: unknown;
}

const PAGE = 50;
/** More than any place there is, and exact in a browser. */
const END = Number.MAX_SAFE_INTEGER;
const KINDS: Readonly<Record<Happening["kind"], Key>> = { EVENT: "eventKindEVENT", STATUS: "eventKindSTATUS", ITEM: "eventKindITEM" };
const STATES: Readonly<Record<string, Key>> = { OPEN: "eventStateOPEN", DONE: "eventStateDONE", REJECTED: "eventStateREJECTED", IGNORED: "eventStateIGNORED", WAITING: "eventStateWAITING" };

/** What a provider sent to a channel, newest first. */
export default function ChannelEvents({ id }: { id: string }) {
  const { t } = useApp();
  const shelves = useShelves("channels", "connectors", "providers");
  const all = [shelves.channels, shelves.connectors, shelves.providers];
  const channel = shelves.channels.items.find((one) => one.id === id);
  const account = shelves.connectors.items.find((one) => one.id === channel?.connector || one.name === channel?.connector);
  const pod = account ? podOf(shelves.providers.items, account.provider) : "";
  const crumbs = [{ to: "channels", text: t("channels") }, ...(channel ? [{ to: `channels/${encodeURIComponent(id)}`, text: channel.name }] : [])];
  const waiting = all.some(({ status }) => status === "unread" || status === "reading");
  return (
    <Page title={t("events")} about={t("eventsAbout")} crumbs={crumbs}>
      {waiting ? <Loading /> : pod === "" ? <Empty title={t("eventsNone")} text={t("noPodHint")} /> : <Happenings pod={pod} channel={id} />}
    </Page>
  );
}

function Happenings({ pod, channel }: { pod: string; channel: string }) {
  const { t, api } = useApp();
  const [items, setItems] = useState<readonly Happening[] | null>(null);
  const [settled, setSettled] = useState(true);
  const [more, setMore] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const load = useCallback(
    async (before: number) => {
      setBusy(true);
      try {
        const page = (await api.get(`/${pod}/v1/channels/${encodeURIComponent(channel)}/events?before=${before}&limit=${PAGE}`)) as { settled: boolean; items: Happening[] };
        setItems((known) => [...(before === END ? [] : (known ?? [])), ...page.items]);
        setMore(page.items.length === PAGE);
        setSettled(page.settled);
        setProblem(null);
      } catch (error) {
        setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
      } finally {
        setBusy(false);
      }
    },
    [api, pod, channel],
  );
  useEffect(() => {
    void load(END);
  }, [load]);

  if (problem && items === null) return <Failed problem={problem} retry={() => void load(END)} />;
  if (items === null) return <Loading />;
  return (
    <>
      <div className="list-tools">
        <Button variant="default" loading={busy} onClick={() => void load(END)}>
          {t("refresh")}
        </Button>
        {!settled && (
          <span className="faint" role="status">
            {t("eventsUnsettled")}
          </span>
        )}
      </div>
      {items.length === 0 ? (
        <Empty title={t("eventsNone")} text={t("eventsNoneHint")} />
      ) : (
        <ul className="audit">
          {items.map((item) => (
            <li key={item.position}>
              <Row item={item} pod={pod} changed={() => void load(END)} />
            </li>
          ))}
        </ul>
      )}
      {problem && (
        <p className="problem" role="alert">
          {explain(problem, t)}
        </p>
      )}
      {more && (
        <Button variant="default" loading={busy} onClick={() => void load(items.at(-1)?.position ?? END)}>
          {t("loadOlder")}
        </Button>
      )}
    </>
  );
}

/** The words in it, where there are some. */
function shortly(content: unknown): string {
  const { text, body, status } = (content ?? {}) as { text?: unknown; body?: { text?: unknown; markdownText?: unknown; type?: unknown }; status?: unknown };
  for (const part of [text, body?.markdownText, body?.text, body?.type, status]) if (typeof part === "string" && part !== "") return part;
  return "";
}

function Row({ item, pod, changed }: { item: Happening; pod: string; changed: () => void }) {
  const { t, api, say, language } = useApp();
  const [problem, setProblem] = useState<string | null>(null);
  const state = STATES[item.state];
  const replay = async () => {
    try {
      await api.post(`/${pod}/v1/events/${encodeURIComponent(item.id)}/replay`, {});
      say(t("eventReplayed"));
      changed();
    } catch (error) {
      setProblem(explain(error, t));
    }
  };
  return (
    <details className="audit-entry">
      <summary>
        <time dateTime={item.receivedAt}>{new Date(item.receivedAt).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" })}</time>
        <span className="audit-who">{t(KINDS[item.kind])}</span>
        <span className="badge" data-good={item.state === "DONE"} data-bad={item.state === "REJECTED"}>
          {state ? t(state) : item.state}
        </span>
        <bdi className="faint">{item.reason}</bdi>
        <bdi className="grow">{shortly(item.content)}</bdi>
      </summary>
      <div className="audit-detail">
        <p className="faint small">
          <bdi>{item.id}</bdi>
          {item.kind !== "ITEM" && (
            <>
              {" · "}
              <Go to={`ledger/${encodeURIComponent(item.id)}`}>{t("toLedger")}</Go>
            </>
          )}
        </p>
        <Scroll label={t("eventContent")} className="copyable">
          <pre dir="ltr">{JSON.stringify(item.content, null, 2)}</pre>
        </Scroll>
        {item.state === "REJECTED" && item.kind !== "ITEM" && (
          <Button variant="default" size="xs" className="fit" onClick={() => void replay()}>
            {t("eventReplay")}
          </Button>
        )}
        <p className="problem" role="alert">
          {problem}
        </p>
      </div>
    </details>
  );
}
