import type { Thread } from "../../store/thread";
import { clock } from "../../text/time";
import { useAction, useDesk, useNow } from "../DeskContext";
import { WrapUpForm } from "./WrapUpForm";

export function WrapUpPanel({ thread, deadline }: { thread: Thread; deadline: string | null }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const now = useNow();
  const { id } = thread.conversation;
  const left = deadline === null ? null : Date.parse(deadline) - now;
  return (
    <section className="wrap-panel" aria-label={t("wrapUpTitle")}>
      <header>
        <h3>{t("wrapUpTitle")}</h3>
        {left !== null && (
          <span className="timer" data-late={left < 10_000}>
            {left > 0 ? t("wrapUpLeft", { time: clock(left) }) : t("wrapUpOverdue")}
          </span>
        )}
      </header>
      <WrapUpForm
        submitLabel={t("wrapUpFinish")}
        busy={busy}
        submit={(codes, note) => void run(() => desk.finishWrapUp(id, codes, note))}
        skip={() => void run(() => desk.skipWrapUp(id))}
      />
    </section>
  );
}
