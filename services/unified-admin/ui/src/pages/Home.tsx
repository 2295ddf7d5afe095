import { useEffect, useState } from "react";
import { useApp, useShelves } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { Failed, Loading } from "../kit/States";
import { Page } from "../shell/Page";
import { Check, Circle } from "../shell/icons";
import { firstChat, guide, type Step } from "./guide";
import { queueState, type QueueState } from "./queueState";

const KINDS_LOOKED_AT = ["teams", "users", "agents", "attributes", "queues", "bots", "channels", "widgets", "wrap-up-codes"] as const;
const EVERY = 10_000;

/** The way to the first chat; once it is gone, how things are. */
export default function Home() {
  const { t, api, user, library } = useApp();
  const shelves = useShelves(...KINDS_LOOKED_AT);
  const [chat, setChat] = useState<boolean | null>(null);
  useEffect(() => {
    const look = () => {
      firstChat(api).then(setChat, () => {
        setChat(false);
      });
    };
    look();
    const timer = setInterval(look, EVERY);
    return () => {
      clearInterval(timer);
    };
  }, [api]);

  const failed = KINDS_LOOKED_AT.find((kind) => shelves[kind].status === "failed");
  const ready = KINDS_LOOKED_AT.every((kind) => shelves[kind].status === "ready") && chat !== null;
  const steps = guide(shelves, chat === true, user.id);
  const open = steps.filter(({ done }) => !done);
  return (
    <Page title={t("homeTitle", { name: user.name })} about={ready ? t(open.length > 0 ? "guideAbout" : "overviewAbout") : " "}>
      {failed ? (
        <Failed
          problem={shelves[failed].problem}
          retry={() => {
            library.refresh();
          }}
        />
      ) : ready ? (
        open.length > 0 && <Guide steps={steps} />
      ) : (
        <Loading rows={8} />
      )}
      <Overview />
    </Page>
  );
}

function Guide({ steps }: { steps: readonly Step[] }) {
  const { t } = useApp();
  const next = steps.find(({ done }) => !done);
  const done = steps.filter((step) => step.done).length;
  return (
    <section className="card guide" aria-labelledby="guide-title">
      <h2 id="guide-title">{t("guideTitle")}</h2>
      <p className="faint">{t("guideDone", { done, all: steps.length })}</p>
      <progress value={done} max={steps.length} aria-labelledby="guide-title" />
      <ol>
        {steps.map((step) => (
          <li key={step.title} data-done={step.done} data-next={step === next}>
            <span className="guide-mark">{step.done ? <Check /> : <Circle />}</span>
            <div className="grow">
              <h3>
                {t(step.title)} <span className="sr">{t(step.done ? "guideIsDone" : "guideIsOpen")}</span>
              </h3>
              <p className="faint">{t(step.hint)}</p>
            </div>
            {step.external ? (
              <a className="button" data-main={step === next} href={step.external} target="_blank" rel="noreferrer">
                {t(step.action)}
              </a>
            ) : (
              <Go to={step.to} className="button" data-main={step === next} aria-label={`${t(step.done ? "lookAt" : step.action)}: ${t(step.title)}`}>
                {t(step.done ? "lookAt" : step.action)}
              </Go>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Overview() {
  const { t, api, user } = useApp();
  const { queues, users } = useShelves("queues", "users");
  const [states, setStates] = useState<ReadonlyMap<string, QueueState>>(new Map());
  const ids = queues.items.map(({ id }) => id).join(",");
  useEffect(() => {
    let gone = false;
    const look = async () => {
      const all = await Promise.allSettled(ids.split(",").filter(Boolean).map((id) => queueState(api, id)));
      if (!gone) setStates(new Map(all.flatMap((one) => (one.status === "fulfilled" ? [[one.value.id, one.value] as const] : []))));
    };
    void look();
    const timer = setInterval(() => void look(), EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, ids]);
  return (
    <div className="overview">
      {queues.items.length > 0 && (
        <section className="card" aria-labelledby="queues-now">
          <h2 id="queues-now">{t("queuesNow")}</h2>
          <div className="table-place">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t("queue")}</th>
                  <th scope="col" className="figure">
                    {t("waiting")}
                  </th>
                  <th scope="col" className="figure">
                    {t("longestWait")}
                  </th>
                  <th scope="col" className="figure">
                    {t("availableAgents")}
                  </th>
                </tr>
              </thead>
              <tbody>
                {queues.items.map(({ id, name }) => {
                  const state = states.get(id);
                  return (
                    <tr key={id}>
                      <td>
                        <Go to={`queues/${id}`} className="row-link">
                          <bdi>{name}</bdi>
                        </Go>
                      </td>
                      <td className="figure">{state?.waiting ?? "–"}</td>
                      <td className="figure">{state ? t("secondsShort", { n: Math.round(state.longestWaitMs / 1_000) }) : "–"}</td>
                      <td className="figure">{state?.availableAgents.length ?? "–"}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        </section>
      )}
      <section className="card quiet" aria-labelledby="you">
        <h2 id="you">{t("signedInAs")}</h2>
        <p>
          <bdi>{user.name}</bdi> <span className="faint">({user.username})</span>
        </p>
        <p className="faint">{t("peopleCount", { count: users.items.length })}</p>
        <p>
          <Go to="audit">{t("lastChanges")}</Go>
        </p>
      </section>
    </div>
  );
}
