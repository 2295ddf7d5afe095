import type { ChannelSession } from "../../store/model";
import { useDesk } from "../DeskContext";
import { ChannelIcon } from "../list/ChannelIcon";
import { Fact } from "./ContextPane";
import { sessionFacts } from "./sessionFacts";

export function Sessions({ sessions }: { sessions: readonly ChannelSession[] }) {
  const { t, language } = useDesk();
  if (sessions.length === 0) return null;
  return (
    <section>
      <h3>{t("sessions")}</h3>
      {[...sessions].reverse().map((session) => {
        const { form, facts } = sessionFacts(session.data, t);
        const started = new Date(session.startedAt).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
        return (
          <details key={session.id} open={session.active} className="session">
            <summary>
              <ChannelIcon type={session.channelType} />
              <bdi>{session.channelName}</bdi>
              <span className="badge" data-known={session.active}>
                {t(session.active ? "sessionActive" : "sessionEnded")}
              </span>
            </summary>
            <dl className="facts">
              {form.map(([key, value]) => (
                <Fact key={`form ${key}`} name={key} value={value} />
              ))}
              {facts.map(([key, value]) => (
                <Fact key={key} name={key} value={value} />
              ))}
              <Fact name={t("startedAt")} value={started} />
            </dl>
          </details>
        );
      })}
    </section>
  );
}
