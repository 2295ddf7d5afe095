import { Button, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState, type SubmitEvent } from "react";
import { Problem } from "../../auth";
import { useApp } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { go } from "../../shell/router";
import type { Key } from "../../text/translate";
import { dayOf, daysBefore, spanOf } from "./days";

interface Sums {
  received: number;
  stored: number;
  appended: number;
  duplicates: number;
  rejected_by_reason: Record<string, number>;
  outbound: number;
  sent: number;
  delivered: number;
  read: number;
  failed: number;
  unknown: number;
  openInbound: number;
  openOutbound: number;
  reconciled: boolean;
  differences: { id: string; direction: "IN" | "OUT"; what: string; since: string | null }[];
}

/** The owner says it in English. */
const WHATS: Readonly<Record<string, Key>> = {
  "stored, and not through the door": "ledgerStuckDoor",
  "through the door, and the log has not said so": "ledgerStuckLog",
  "in the log, and its connector has not said that it received it": "ledgerUnannounced",
  "its attempt has not ended": "ledgerOpenAttempt",
};

/** Sums of days, and what does not agree. */
export default function Ledger() {
  const { t, api } = useApp();
  const today = dayOf(new Date());
  const [first, setFirst] = useState(today);
  const [last, setLast] = useState(today);
  const [sums, setSums] = useState<Sums | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const span = spanOf(first, last);
  const address = span ? `/ccm/v1/ledger?from=${encodeURIComponent(span.from)}&to=${encodeURIComponent(span.to)}` : null;
  const load = useCallback(async () => {
    if (address === null) return;
    setBusy(true);
    try {
      setSums((await api.get(address)) as Sums);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
      setSums(null);
    } finally {
      setBusy(false);
    }
  }, [api, address]);
  useEffect(() => {
    void load();
  }, [load]);

  const between = (from: string, to: string) => {
    setFirst(from);
    setLast(to);
  };
  const now = new Date();
  return (
    <Page title={t("ledger")} about={t("ledgerAbout")}>
      <div className="list-tools span">
        <TextInput type="date" label={t("ledgerFrom")} value={first} max={today} error={span === null} onChange={(event) => setFirst(event.currentTarget.value)} />
        <TextInput type="date" label={t("ledgerTo")} value={last} max={today} error={span === null} onChange={(event) => setLast(event.currentTarget.value)} />
        <Button variant="default" onClick={() => between(today, today)}>
          {t("ledgerToday")}
        </Button>
        <Button variant="default" onClick={() => between(daysBefore(now, 1), daysBefore(now, 1))}>
          {t("ledgerYesterday")}
        </Button>
        <Button variant="default" onClick={() => between(daysBefore(now, 6), today)}>
          {t("ledgerWeek")}
        </Button>
        <Button variant="default" loading={busy} onClick={() => void load()}>
          {t("refresh")}
        </Button>
      </div>
      {span === null && (
        <p className="problem" role="alert">
          {t("ledgerOrder")}
        </p>
      )}
      {problem && <Failed problem={problem} retry={() => void load()} />}
      {span !== null && !problem && sums === null && <Loading />}
      {span !== null && sums && <Totals sums={sums} />}
      <Find />
    </Page>
  );
}

function Totals({ sums }: { sums: Sums }) {
  const { t } = useApp();
  const rejected = Object.entries(sums.rejected_by_reason);
  const inbound: Line[] = [
    [t("ledgerAppended"), sums.appended],
    ...rejected.map(([why, count]): Line => [t("ledgerRejected", { why }), count]),
    [t("ledgerWaiting"), sums.openInbound],
  ];
  const outbound: Line[] = [
    [t("ledgerSent"), sums.sent],
    [t("ledgerDelivered"), sums.delivered, true],
    [t("ledgerRead"), sums.read, true],
    [t("ledgerFailed"), sums.failed],
    [t("ledgerUnknown"), sums.unknown],
    [t("ledgerWaiting"), sums.openOutbound],
  ];
  const open = sums.openInbound + sums.openOutbound;
  const count = Math.max(open, sums.differences.length);
  return (
    <>
      <section className="card quiet agreement" data-good={sums.reconciled} role="status">
        <h2>{sums.reconciled ? t("ledgerAgrees") : t("ledgerDiffers", { count })}</h2>
        <p>{t(sums.reconciled ? "ledgerAgreesHint" : "ledgerDiffersHint")}</p>
      </section>
      <div className="two">
        <Side title={t("ledgerIn")} all={t("ledgerReceived")} sum={sums.received} lines={inbound} after={[[t("ledgerDuplicates"), sums.duplicates]]} />
        <Side title={t("ledgerOut")} all={t("ledgerOutbound")} sum={sums.outbound} lines={outbound} />
      </div>
      {sums.differences.length > 0 && <Differences items={sums.differences} />}
    </>
  );
}

/** A part of another line is told and not counted again. */
type Line = readonly [label: string, count: number, part?: boolean];

function Side({ title, all, sum, lines, after = [] }: { title: string; all: string; sum: number; lines: readonly Line[]; after?: readonly Line[] }) {
  const { t, language } = useApp();
  const n = (count: number) => count.toLocaleString(language);
  const total = lines.reduce((sofar, [, count, part]) => sofar + (part ? 0 : count), 0);
  return (
    <section className="card">
      <h2>{title}</h2>
      <table className="sums">
        <tbody>
          <tr>
            <th scope="row">{all}</th>
            <td>{n(sum)}</td>
          </tr>
          {lines.map(([label, count, part]) => (
            <tr key={label} data-part={part}>
              <th scope="row">
                <bdi>{label}</bdi>
              </th>
              <td>{n(count)}</td>
            </tr>
          ))}
          <tr className="sum" data-good={total === sum}>
            <th scope="row">{t("ledgerSum")}</th>
            <td>
              {n(total)} {total === sum ? "=" : "≠"} {n(sum)}
            </td>
          </tr>
          {after.map(([label, count]) => (
            <tr key={label} className="faint">
              <th scope="row">{label}</th>
              <td>{n(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Differences({ items }: { items: Sums["differences"] }) {
  const { t, language } = useApp();
  return (
    <section>
      <h2>{t("ledgerDifferences")}</h2>
      <p className="faint small">{t("ledgerMost")}</p>
      <div className="table-place">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">{t("ledgerMessage")}</th>
              <th scope="col">{t("type")}</th>
              <th scope="col">{t("what")}</th>
              <th scope="col">{t("ledgerSince")}</th>
            </tr>
          </thead>
          <tbody>
            {items.map(({ id, direction, what, since }) => (
              <tr key={`${direction}/${id}`}>
                <td>
                  <Go to={`ledger/${encodeURIComponent(id)}`} className="row-link">
                    <bdi>{id}</bdi>
                  </Go>
                </td>
                <td>{t(direction === "IN" ? "ledgerIn" : "ledgerOut")}</td>
                <td>{WHATS[what] ? t(WHATS[what]) : what}</td>
                <td>{since && <time dateTime={since}>{new Date(since).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" })}</time>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Find() {
  const { t } = useApp();
  const [id, setId] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (id.trim() !== "") go(`ledger/${encodeURIComponent(id.trim())}`);
  };
  return (
    <form className="card quiet find" onSubmit={submit}>
      <h2>{t("ledgerFind")}</h2>
      <div className="list-tools span">
        <TextInput className="grow" label={t("ledgerId")} description={t("ledgerFindHint")} dir="ltr" autoComplete="off" value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <Button type="submit" variant="default">
          {t("ledgerShow")}
        </Button>
      </div>
    </form>
  );
}
