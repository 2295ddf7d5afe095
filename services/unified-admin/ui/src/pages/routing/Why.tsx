import { Button, Select, TextInput } from "@mantine/core";
import { useCallback, useEffect, useState, type SubmitEvent } from "react";
import { Problem } from "../../auth";
import { useApp, useShelf } from "../../kit/AppContext";
import { Go } from "../../kit/Go";
import { explain, Failed, Loading } from "../../kit/States";
import { Page } from "../../shell/Page";
import { go } from "../../shell/router";
import { queueState, type Waiting } from "../queueState";
import { FindingList } from "./FindingList";
import type { Finding } from "./findings";

const EVERY = 5_000;

/** Who waits and why; what is wrong with the rules of all queues. */
export default function Why() {
  const { t } = useApp();
  return (
    <Page title={t("whyPage")} about={t("whyAbout")}>
      <div className="stack why">
        <WaitingNow />
        <OfAgent />
        <Ask />
        <AllRules />
      </div>
    </Page>
  );
}

function WaitingNow() {
  const { t, api, library } = useApp();
  const { items: queues, status, problem } = useShelf("queues");
  const [waiting, setWaiting] = useState<readonly Waiting[] | null>(null);
  const [trouble, setTrouble] = useState<Problem | null>(null);
  useEffect(() => {
    if (status !== "ready") return undefined;
    let gone = false;
    const look = () => {
      Promise.all(queues.map(({ id }) => queueState(api, id))).then(
        (states) => {
          if (gone) return;
          setWaiting(states.flatMap(({ requests }) => requests).sort((a, b) => b.ageMs - a.ageMs));
          setTrouble(null);
        },
        (error: unknown) => {
          if (!gone) setTrouble(error instanceof Problem ? error : new Problem(500, "", String(error)));
        },
      );
    };
    look();
    const timer = setInterval(look, EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, queues, status]);
  if (status === "failed") return <Failed problem={problem} retry={() => void library.read("queues")} />;
  if (trouble && waiting === null) return <Failed problem={trouble} retry={() => void library.read("queues")} />;
  return (
    <section className="card">
      <h2>{t("whyWaiting")}</h2>
      {waiting === null && <Loading rows={3} />}
      {waiting?.length === 0 && (
        <div>
          <p>
            <strong>{t("whyNobody")}</strong>
          </p>
          <p className="faint">{t("whyNobodyHint")}</p>
        </div>
      )}
      {waiting !== null && waiting.length > 0 && (
        <div className="table-place">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t("whyRequest")}</th>
                <th scope="col">{t("queue")}</th>
                <th scope="col" className="figure">
                  {t("priority")}
                </th>
                <th scope="col" className="figure">
                  {t("whyWaited")}
                </th>
              </tr>
            </thead>
            <tbody>
              {waiting.map(({ id, queueName, priority, ageMs }) => (
                <tr key={id}>
                  <td>
                    <Go to={`why/${encodeURIComponent(id)}`} className="row-link">
                      <bdi>{id}</bdi>
                    </Go>
                  </td>
                  <td>
                    <bdi>{queueName}</bdi>
                  </td>
                  <td className="figure">{priority}</td>
                  <td className="figure">{t("secondsShort", { n: Math.round(ageMs / 1_000) })}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

interface Task {
  id: string;
  requestId: string;
  queueName: string;
  state: string;
}

/** What one agent has, each with the reason why. */
function OfAgent() {
  const { t, api } = useApp();
  const { items } = useShelf("agents");
  const [agent, setAgent] = useState<string | null>(null);
  const [tasks, setTasks] = useState<readonly Task[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const choose = async (id: string | null) => {
    setAgent(id);
    setTasks(null);
    setProblem(null);
    if (id === null) return;
    try {
      setTasks(((await api.get(`/routing-engine/v1/agents/${encodeURIComponent(id)}/state`)) as { tasks: Task[] }).tasks);
    } catch (error) {
      setProblem(explain(error, t));
    }
  };
  return (
    <section className="card">
      <h2>{t("whyOf")}</h2>
      <Select
        className="filter"
        label={t("agent")}
        data={items.map(({ id, name }) => ({ value: id, label: name }))}
        value={agent}
        placeholder={t("choose")}
        searchable
        clearable
        nothingFoundMessage={t("noMatch")}
        onChange={(id) => void choose(id)}
      />
      <div role="status">
        {tasks?.length === 0 && <p className="faint">{t("whyOfNothing")}</p>}
        {tasks !== null && tasks.length > 0 && (
          <ul className="uses">
            {tasks.map(({ id, requestId, queueName }) => (
              <li key={id}>
                <Go to={`why/${encodeURIComponent(requestId)}`}>
                  <bdi>{requestId}</bdi>
                </Go>{" "}
                <bdi className="faint">{queueName}</bdi>
              </li>
            ))}
          </ul>
        )}
      </div>
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}

function Ask() {
  const { t } = useApp();
  const [id, setId] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (id.trim() !== "") go(`why/${encodeURIComponent(id.trim())}`);
  };
  return (
    <form className="card quiet" onSubmit={submit}>
      <div className="list-tools span">
        <TextInput className="grow" label={t("whyRequest")} description={t("whyRequestHint")} dir="ltr" autoComplete="off" value={id} onChange={(event) => setId(event.currentTarget.value)} />
        <Button type="submit" variant="default">
          {t("whyShow")}
        </Button>
      </div>
    </form>
  );
}

function AllRules() {
  const { t, api } = useApp();
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const load = useCallback(async () => {
    setProblem(null);
    try {
      setFindings(((await api.get("/routing-engine/v1/check")) as { findings: Finding[] }).findings);
    } catch (error) {
      setProblem(error instanceof Problem ? error : new Problem(500, "", String(error)));
    }
  }, [api]);
  useEffect(() => {
    void load();
  }, [load]);
  if (problem) return <Failed problem={problem} retry={() => void load()} />;
  return (
    <section className="card">
      <h2>{t("allRules")}</h2>
      {findings === null && <Loading rows={2} />}
      {findings?.length === 0 && <p className="fine">{t("ruleCheckFine")}</p>}
      {findings !== null && findings.length > 0 && <FindingList findings={findings} />}
    </section>
  );
}
