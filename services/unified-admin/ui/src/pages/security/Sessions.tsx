import { Button } from "@mantine/core";
import { useCallback, useEffect, useState } from "react";
import type { RunningSession } from "../../api/documents";
import { useApp } from "../../kit/AppContext";
import { explain } from "../../kit/States";

interface Props {
  /** Where they are listed. */
  base: string;
  /** One's own can be ended one by one; somebody else's all at once. */
  own?: boolean;
}

export function Sessions({ base, own = false }: Props) {
  const { t, api, language, say } = useApp();
  const [sessions, setSessions] = useState<readonly RunningSession[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const load = useCallback(async () => {
    try {
      setSessions(((await api.get(base)) as { items: RunningSession[] }).items);
    } catch (error) {
      setProblem(explain(error, t));
    }
  }, [api, base, t]);
  useEffect(() => {
    void load();
  }, [load]);

  const end = async (what: () => Promise<unknown>) => {
    setProblem(null);
    try {
      await what();
      say(t("sessionsEnded"));
      await load();
    } catch (error) {
      setProblem(explain(error, t));
    }
  };
  const time = (at: string) => new Date(at).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
  const others = (sessions ?? []).filter(({ current }) => !current);
  return (
    <section className={own ? "card" : "card quiet"} aria-label={t("sessions")}>
      <h2>{t("sessions")}</h2>
      <p className="faint small">{t(own ? "sessionsHint" : "sessionsOfHint")}</p>
      {sessions?.length === 0 && <p className="faint">{t("noSessions")}</p>}
      <ul className="sessions">
        {sessions?.map((session) => (
          <li key={session.id}>
            <span className="grow">
              <bdi>{session.address}</bdi> {session.current && <span className="badge">{t("thisSession")}</span>}
              <span className="faint small block">{t("sessionSeen", { began: time(session.createdAt), used: time(session.usedAt) })}</span>
            </span>
            {own && !session.current && (
              <Button size="xs" variant="default" onClick={() => void end(() => api.remove(`${base}/${encodeURIComponent(session.id)}`))}>
                {t("endSession")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 && (
        <Button variant="default" className="fit" onClick={() => void end(() => (own ? api.post(`${base}/end-others`, {}) : api.remove(base)))}>
          {t(own ? "endOtherSessions" : "signOutEverywhere")}
        </Button>
      )}
      <p className="problem" role="alert">
        {problem}
      </p>
    </section>
  );
}
