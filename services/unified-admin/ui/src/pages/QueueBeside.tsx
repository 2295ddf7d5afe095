import { useEffect, useState } from "react";
import { useApp } from "../kit/AppContext";
import { Go } from "../kit/Go";
import type { BesideProps } from "../kit/kind";
import { queueState, type QueueState } from "./queueState";
import { RuleCheck } from "./routing/RuleCheck";

/** The queue as it is right now, and what would be wrong with it as it stands in the form. */
export default function QueueBeside({ document, draft }: BesideProps) {
  return (
    <>
      <Now id={document?.id} />
      <RuleCheck draft={draft} id={document?.id ?? null} />
    </>
  );
}

function Now({ id }: { id: string | undefined }) {
  const { t, api } = useApp();
  const [state, setState] = useState<QueueState | null>(null);
  useEffect(() => {
    if (id === undefined) return undefined;
    let gone = false;
    const look = () => {
      queueState(api, id).then(
        (now) => {
          if (!gone) setState(now);
        },
        () => undefined,
      );
    };
    look();
    const timer = setInterval(look, 10_000);
    return () => {
      gone = true;
      clearInterval(timer);
    };
  }, [api, id]);
  if (id === undefined) {
    return (
      <section className="card quiet">
        <h2>{t("whatNext")}</h2>
        <p className="faint">{t("newQueueHint")}</p>
      </section>
    );
  }
  return (
    <section className="card quiet">
      <h2>{t("rightNow")}</h2>
      <dl className="figures">
        <dt>{t("waiting")}</dt>
        <dd>{state?.waiting ?? "–"}</dd>
        <dt>{t("longestWait")}</dt>
        <dd>{state ? t("secondsShort", { n: Math.round(state.longestWaitMs / 1_000) }) : "–"}</dd>
        <dt>{t("availableAgents")}</dt>
        <dd>{state?.availableAgents.length ?? "–"}</dd>
      </dl>
      <p>
        <Go to="why">{t("whyPage")}</Go>
      </p>
    </section>
  );
}
