import { useEffect, useState } from "react";
import { useApp } from "../kit/AppContext";
import { Go } from "../kit/Go";
import { explain } from "../kit/States";
import { readHealth, sentence, STATES, type Health } from "./health";

const EVERY = 5_000;

/** The connection as it is, looked at again and again. */
export function HealthCard({ pod, channel }: { pod: string; channel: string }) {
  const { t, api, language } = useApp();
  const [health, setHealth] = useState<Health | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    let gone = false;
    const look = () => {
      readHealth(api, pod, channel).then(
        (now) => {
          if (gone) return;
          setHealth(now);
          setProblem(null);
        },
        (error: unknown) => {
          if (!gone) setProblem(error);
        },
      );
    };
    look();
    const timer = setInterval(look, EVERY);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, pod, channel]);

  const time = (at: string | null) => (at ? <time dateTime={at}>{new Date(at).toLocaleString(language, { dateStyle: "short", timeStyle: "medium" })}</time> : t("never"));
  return (
    <section className="card quiet health" data-state={health?.state}>
      <h2>{t("health")}</h2>
      <div role="status">
        {health && (
          <p className="health-state">
            <span className="health-mark" aria-hidden="true" />
            <strong>{t(STATES[health.state])}</strong>
          </p>
        )}
        {health && <p>{sentence(health, t)}</p>}
      </div>
      {problem !== null && (
        <p className="problem" role="alert">
          {t("healthUnknown", { why: explain(problem, t) })}
        </p>
      )}
      {health && (
        <dl className="figures">
          <dt>{t("healthLastIn")}</dt>
          <dd>{time(health.lastWebhookAt)}</dd>
          <dt>{t("healthLastOut")}</dt>
          <dd>{time(health.lastSentAt)}</dd>
          {health.refusedWebhooks > 0 && (
            <>
              <dt>{t("healthRefused")}</dt>
              <dd>{health.refusedWebhooks}</dd>
            </>
          )}
          <dt>{t("healthOpen")}</dt>
          <dd>{health.open}</dd>
          <dt>{t("healthSending")}</dt>
          <dd>{health.sending}</dd>
          <dt>{t("healthRejected")}</dt>
          <dd>{health.rejected}</dd>
        </dl>
      )}
      <p>
        <Go to={`channels/${encodeURIComponent(channel)}/events`}>{t("toEvents")}</Go>
      </p>
    </section>
  );
}
