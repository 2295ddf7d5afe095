import { useCallback, useEffect, useState, type ReactNode } from "react";
import { Problem } from "../../auth";
import { useApp, useShelf } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Empty, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import type { Key, Translate } from "../../text/translate";

interface Common {
  id: string;
  channelId: string;
  conversationId: string;
  seq: number;
  providerMessageId: string;
}
type Time = string | null;
interface In extends Common {
  direction: "IN";
  kind: string;
  receivedAt: Time;
  storedAt: Time;
  handedAt: Time;
  appendedAt: Time;
  rejectedAt: Time;
  reason: string;
  duplicates: number;
}
interface Out extends Common {
  direction: "OUT";
  state: string;
  status: string;
  errorCode: string;
  errorClass: string;
  errorText: string;
  attempts: number;
  againOf: string;
  createdAt: string;
  endedAt: Time;
  sentAt: Time;
  deliveredAt: Time;
  readAt: Time;
}
type Told = In | Out;
type Stop = readonly [label: string, at: Time];

/** One message, stop by stop, with times. */
export default function Way({ id }: { id: string }) {
  const { t, api } = useApp();
  const [told, setTold] = useState<Told | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setTold((await api.get(`/ccm/v1/ledger/${encodeURIComponent(id)}`)) as Told);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
    }
  }, [api, id]);
  useEffect(() => {
    void load();
  }, [load]);
  return (
    <Page title={t("ledgerWay")} crumbs={[{ to: "ledger", text: t("ledger") }]} about={told ? t(told.direction === "IN" ? "wayIN" : "wayOUT") : ""}>
      {problem?.status === 404 && (
        <Empty title={t("ledgerUnknownId")} text={t("ledgerUnknownIdHint")}>
          <Go to="ledger">{t("ledger")}</Go>
        </Empty>
      )}
      {problem && problem.status !== 404 && <Failed problem={problem} retry={() => void load()} />}
      {!problem && !told && <Loading />}
      {told && <Shown told={told} />}
    </Page>
  );
}

const STATES: Readonly<Record<string, Key>> = { SENT: "stateSENT", FAILED: "stateFAILED", UNKNOWN: "stateUNKNOWN", PENDING: "statePENDING", SENDING: "ledgerWaiting" };
const stateOf = (state: string, t: Translate): string => (STATES[state] ? t(STATES[state]) : state);

function stopsOf(told: Told, t: Translate): Stop[] {
  if (told.direction === "OUT") {
    return [
      [t("wayCreated"), told.createdAt],
      ...(told.state === "FAILED" || told.state === "UNKNOWN" ? [[t("wayEnded", { state: stateOf(told.state, t) }), told.endedAt] as const] : []),
      [t("waySent"), told.sentAt ?? (told.state === "SENT" ? told.endedAt : null)],
      [t("wayDelivered"), told.deliveredAt],
      [t("wayRead"), told.readAt],
    ];
  }
  const came: Stop[] = [
    [t("wayReceived"), told.receivedAt],
    [t("wayStored"), told.storedAt],
  ];
  if (told.rejectedAt !== null) came.push([t("wayRejected", { why: told.reason }), told.rejectedAt]);
  if (told.rejectedAt !== null && told.appendedAt === null) return came;
  return [...came, [t("wayHanded"), told.handedAt], [t("wayAppended"), told.appendedAt]];
}

function Shown({ told }: { told: Told }) {
  const { t, language } = useApp();
  const channels = useShelf("channels");
  const channel = channels.items.find(({ id }) => id === told.channelId);
  const stops = stopsOf(told, t);
  const begun = stops.find(([, at]) => at !== null)?.[1] ?? null;
  const facts: (readonly [Key, ReactNode])[] = [
    ["ledgerId", <bdi key="id">{told.id}</bdi>],
    ["channel", channel ? <Go key="channel" to={`channels/${encodeURIComponent(channel.id)}`}>{channel.name}</Go> : told.channelId],
    ["wayConversation", told.conversationId],
    ["wayPlace", told.seq > 0 ? told.seq.toLocaleString(language) : ""],
    ["wayProviderId", told.providerMessageId],
  ];
  if (told.direction === "IN") facts.push(["ledgerDuplicates", told.duplicates > 0 ? told.duplicates.toLocaleString(language) : ""]);
  else {
    facts.push(["wayAttempts", told.attempts.toLocaleString(language)]);
    facts.push(["wayError", told.errorCode || told.errorText ? `${told.errorText} (${told.errorClass} ${told.errorCode})` : ""]);
    facts.push(["wayAgainOf", told.againOf === "" ? "" : <Go key="again" to={`ledger/${encodeURIComponent(told.againOf)}`}>{told.againOf}</Go>]);
  }
  return (
    <div className="two">
      <section className="card">
        <ol className="way">
          {stops.map(([label, at]) => (
            <li key={label} data-done={at !== null}>
              <span className="grow">{label}</span>
              {at === null ? (
                <span className="faint">{t("wayNotYet")}</span>
              ) : (
                <span>
                  <time dateTime={at}>{new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" })}</time>
                  {begun !== null && at !== begun && <span className="faint small block">{t("wayTook", { n: (Date.parse(at) - Date.parse(begun)).toLocaleString(language) })}</span>}
                </span>
              )}
            </li>
          ))}
        </ol>
      </section>
      <section className="card quiet">
        <dl className="facts">
          {facts
            .filter(([, value]) => value !== "")
            .map(([label, value]) => (
              <div key={label}>
                <dt>{t(label)}</dt>
                <dd>{value}</dd>
              </div>
            ))}
        </dl>
      </section>
    </div>
  );
}
