import { Button, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import { Problem } from "../../auth";
import { useApp } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { Empty, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { nameOf, reasons, time, waits, went, type Case, type Story, type Table } from "./story";

/** Why a request waits, and why each of its offers went to whom it went. */
export default function Explanation({ id }: { id: string }) {
  const { t, api, language } = useApp();
  const [story, setStory] = useState<Story | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [at, setAt] = useState("");
  const [all, setAll] = useState(false);
  const [busy, setBusy] = useState(false);
  const load = useCallback(async () => {
    const query = new URLSearchParams();
    if (at !== "") query.set("at", new Date(at).toISOString());
    if (all) query.set("all", "true");
    setBusy(true);
    try {
      setStory((await api.get(`/routing-engine/v1/requests/${encodeURIComponent(id)}/explanation?${query.toString()}`)) as Story);
      setProblem(null);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
    } finally {
      setBusy(false);
    }
  }, [api, id, at, all]);
  useEffect(() => {
    void load();
  }, [load]);
  const last = story?.decisions.at(-1);
  const sentence = story && (story.waiting ? waits(story.waiting, t, language) : last ? went(last, t, language) : t("whyNothing"));
  return (
    <Page title={id} crumbs={[{ to: "why", text: t("whyPage") }]}>
      <div className="list-tools span">
        <TextInput type="datetime-local" label={t("whyAt")} description={t("whyAtHint")} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        <Button variant="default" loading={busy} onClick={() => void load()}>
          {t("refresh")}
        </Button>
      </div>
      {problem?.status === 404 && (
        <Empty title={t("whyUnknown")} text={t("whyUnknownHint")}>
          <Go to="why">{t("whyPage")}</Go>
        </Empty>
      )}
      {problem && problem.status !== 404 && <Failed problem={problem} retry={() => void load()} />}
      {!problem && !story && <Loading />}
      {!problem && story && (
        <div className="stack why">
          <p className="card quiet sentence" role="status">
            {sentence}
          </p>
          {story.waiting && <TablePart title={t("whyNow")} table={story.waiting} showAll={() => setAll(true)} />}
          {story.decisions.map((decision, n) => (
            <TablePart key={decision.taskId} title={t("whyOffer", { n: n + 1, agent: decision.choice ? nameOf(decision.choice) : "–" })} text={went(decision, t, language)} table={decision} showAll={() => setAll(true)} />
          ))}
        </div>
      )}
    </Page>
  );
}

function TablePart({ title, text, table, showAll }: { title: string; text?: string; table: Table; showAll: () => void }) {
  const { t } = useApp();
  const { candidates, ruledOut, ruledOutCount, choice } = table;
  return (
    <section className="card">
      <h2>{title}</h2>
      {text && <p>{text}</p>}
      {candidates.length > 0 && (
        <>
          <h3>{t("whyCandidates")}</h3>
          <Cases cases={candidates} chosen={choice?.id ?? null} ruledOut={false} />
        </>
      )}
      {ruledOut.length > 0 && (
        <>
          <h3>{t("whyRuledOut")}</h3>
          <Cases cases={ruledOut} chosen={null} ruledOut />
          {ruledOut.length < ruledOutCount && (
            <p className="button-row">
              <span className="faint">{t("whyRuledOutMore", { shown: ruledOut.length, all: ruledOutCount })}</span>
              <Button size="xs" variant="default" onClick={showAll}>
                {t("whyAll")}
              </Button>
            </p>
          )}
        </>
      )}
    </section>
  );
}

function Cases({ cases, chosen, ruledOut }: { cases: readonly Case[]; chosen: string | null; ruledOut: boolean }) {
  const { t, language } = useApp();
  return (
    <div className="table-place">
      <table className="table cases">
        <thead>
          <tr>
            <th scope="col">{t("agent")}</th>
            {ruledOut && <th scope="col">{t("whyBecause")}</th>}
            <th scope="col">{t("whySkills")}</th>
            <th scope="col" className="figure">
              {t("whyLoad")}
            </th>
            {!ruledOut && <th scope="col">{t("whySince")}</th>}
          </tr>
        </thead>
        <tbody>
          {cases.map((one) => (
            <tr key={one.id}>
              <th scope="row">
                <Go to={`users/${encodeURIComponent(one.id)}`} className="row-link">
                  <bdi>{nameOf(one)}</bdi>
                </Go>{" "}
                {one.id === chosen && (
                  <span className="badge" data-good="true">
                    {t("whyChosen")}
                  </span>
                )}
              </th>
              {ruledOut && (
                <td>
                  <ul>
                    {reasons(one, t, language).map((reason) => (
                      <li key={reason}>{reason}</li>
                    ))}
                  </ul>
                </td>
              )}
              <td dir="ltr">
                {Object.entries(one.attributes)
                  .map(([name, level]) => `${name} ${level}`)
                  .join(", ")}
              </td>
              <td className="figure">{one.load !== undefined && one.limit !== undefined && t("whyLoadOf", { load: one.load, limit: one.limit })}</td>
              {!ruledOut && <td>{one.rank && time(one.rank.availableSince, language)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
