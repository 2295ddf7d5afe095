import { Button, Select, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { Problem } from "../../auth";
import type { paths } from "../../api/types/unified-admin";
import { useApp, useShelf } from "../../kit/AppContext";
import { changes } from "../../kit/merge";
import { Empty, explain, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";

type Entries = paths["/unified-admin/v1/audit"]["get"]["responses"][200]["content"]["application/json"];
type Entry = Entries["items"][number];

const PAGE = 100;
const ACTIONS = {
  created: "actionCreated",
  changed: "actionChanged",
  deleted: "actionDeleted",
  signed_in: "actionSignedIn",
  signed_in_by_link: "actionSignedInByLink",
  signed_out: "actionSignedOut",
  sign_in_failed: "actionSignInFailed",
  link_issued: "actionLinkIssued",
  password_changed: "actionPasswordChanged",
  second_factor_set: "actionSecondFactorSet",
  second_factor_failed: "actionSecondFactorFailed",
  second_factor_removed: "actionSecondFactorRemoved",
  recovery_code_used: "actionRecoveryCodeUsed",
  session_ended: "actionSessionEnded",
  signed_out_everywhere: "actionSignedOutEverywhere",
} as const;
const known = <T extends object>(all: T, key: string): key is keyof T & string => key in all;

/** Who changed what, and when. */
export default function Audit() {
  const { t, api, language } = useApp();
  const users = useShelf("users");
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [next, setNext] = useState<number | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [more, setMore] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [wanted, setWanted] = useState("");
  const [kind, setKind] = useState<string | null>(null);
  const [actor, setActor] = useState<string | null>(null);

  const load = useCallback(
    async (before: number | null) => {
      setBusy(true);
      setMore(null);
      try {
        const page = (await api.get(`/unified-admin/v1/audit?limit=${PAGE}${before === null ? "" : `&before=${before}`}`)) as Entries;
        setEntries((known) => [...(before === null ? [] : (known ?? [])), ...page.items]);
        setNext(page.next ?? null);
        setProblem(null);
      } catch (error) {
        if (before === null) setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
        else setMore(explain(error, t));
      } finally {
        setBusy(false);
      }
    },
    [api, t],
  );
  useEffect(() => {
    void load(null);
  }, [load]);

  const who = (id: string) => users.items.find((user) => user.id === id)?.name ?? id;
  const all = entries ?? [];
  const words = wanted.toLocaleLowerCase();
  const rows = all.filter(
    (entry) =>
      (kind === null || entry.kind === kind) &&
      (actor === null || entry.actor === actor) &&
      (words === "" || `${nameOf(entry)} ${entry.objectId} ${who(entry.actor)} ${entry.action} ${entry.address}`.toLocaleLowerCase().includes(words)),
  );
  const distinct = (values: string[]) => [...new Set(values)].sort();
  return (
    <Page title={t("audit")} about={t("auditAbout")}>
      {problem && <Failed problem={problem} retry={() => void load(null)} />}
      {!problem && entries === null && <Loading rows={10} />}
      {entries !== null && (
        <>
          <div className="list-tools">
            <TextInput type="search" className="filter" aria-label={t("filter")} placeholder={t("filter")} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />
            <Select aria-label={t("kind")} placeholder={t("kind")} clearable searchable data={distinct(all.map((entry) => entry.kind))} value={kind} onChange={setKind} />
            <Select aria-label={t("actor")} placeholder={t("actor")} clearable searchable data={distinct(all.map((entry) => entry.actor)).map((id) => ({ value: id, label: who(id) }))} value={actor} onChange={setActor} />
            <span className="faint" role="status">
              {t("shown", { shown: rows.length, all: all.length })}
            </span>
          </div>
          {rows.length === 0 ? (
            <Empty title={t("noMatch")} text={t(next === null ? "auditNone" : "auditOlder")} />
          ) : (
            <ul className="audit">
              {rows.map((entry) => (
                <li key={entry.id}>
                  <EntryRow entry={entry} who={who(entry.actor)} subject={entry.kind === "session" ? who(entry.objectId) : nameOf(entry)} language={language} />
                </li>
              ))}
            </ul>
          )}
          {more && (
            <p className="problem" role="alert">
              {more}
            </p>
          )}
          {next !== null && (
            <Button variant="default" loading={busy} onClick={() => void load(next)}>
              {t("loadOlder")}
            </Button>
          )}
        </>
      )}
    </Page>
  );
}

function EntryRow({ entry, who, subject, language }: { entry: Entry; who: string; subject: string; language: string }) {
  const { t } = useApp();
  const [open, setOpen] = useState(false);
  const found = open ? changes(plain(entry.before), plain(entry.after)) : [];
  const has = Boolean(entry.before) || Boolean(entry.after);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} className="audit-entry">
      <summary>
        <time dateTime={entry.at}>{new Date(entry.at).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" })}</time>
        <bdi className="audit-who">{who}</bdi>
        <span className="badge" data-action={entry.action}>
          {known(ACTIONS, entry.action) ? t(ACTIONS[entry.action]) : entry.action.replaceAll("_", " ")}
        </span>
        <span className="faint">{entry.kind.replaceAll(/[_-]/g, " ")}</span>
        <bdi className="grow">{subject}</bdi>
      </summary>
      <div className="audit-detail">
        <p className="faint small">
          {t("auditFrom", { address: entry.address || "–", service: entry.service, version: entry.version })} · <bdi>{entry.objectId}</bdi>
        </p>
        {has && (
          <table className="table changes">
            <thead>
              <tr>
                <th scope="col">{t("field")}</th>
                <th scope="col">{t("before")}</th>
                <th scope="col">{t("after")}</th>
              </tr>
            </thead>
            <tbody>
              {found.map(({ path, before, after }) => (
                <tr key={path}>
                  <th scope="row" dir="ltr">
                    {path}
                  </th>
                  <td>{before === undefined ? "" : <del>{text(before)}</del>}</td>
                  <td>{after === undefined ? "" : <ins>{text(after)}</ins>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </div>
    </details>
  );
}

const text = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));

/** No document is no fields, not the value null. */
const plain = (value: unknown): unknown => value ?? undefined;

function nameOf({ before, after, objectId }: Entry): string {
  const document = (after ?? before ?? {}) as Record<string, unknown>;
  for (const field of ["name", "title", "categoryName", "shortcut", "widgetIdentifier", "username", "label"]) {
    const value = document[field];
    if (typeof value === "string" && value !== "") return value;
  }
  return objectId;
}
