import { Button } from "@mantine/core";
import { useMemo } from "react";
import type { Thread } from "../../store/thread";
import { useAction, useDesk, useDeskState } from "../DeskContext";
import { People } from "../icons";
import { advisers, invitations, part } from "./state";

/** Who was asked, who advises, and what may become of it. */
export function AssistBar({ thread }: { thread: Thread }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  const me = useDeskState((state) => state.me?.id ?? null);
  const asked = useMemo(() => invitations(thread.activities), [thread.activities]);
  const { id } = thread.conversation;
  if (thread.closed !== null || thread.task?.state !== "ACTIVE") return null;
  const own = part(thread.task.direction);
  if (own !== null) {
    const words = own === "advise" ? t("roleAdvise") : own === "whisper" ? t("roleWhisper") : t("roleListen");
    return (
      <div className="assist" role="status">
        <People size={16} />
        {words}
      </div>
    );
  }
  return (
    <>
      {asked.map((one) => (
        <div key={one.requestId} className="assist" role="status">
          <People size={16} />
          <span>{one.name ? t("assistRinging", { name: one.name }) : t(one.kind === "CONSULT" ? "assistAsked" : "assistInvited")}</span>
          <span className="grow" />
          <Button variant="default" size="compact-xs" loading={busy} onClick={() => void run(() => desk.withdrawInvitation(id, one.requestId))}>
            {t("assistWithdraw")}
          </Button>
        </div>
      ))}
      {advisers(thread, me).map((colleague) => (
        <div key={colleague.id} className="assist" role="status">
          <People size={16} />
          <span>{t("assistHere", { name: colleague.name })}</span>
          <span className="grow" />
          <Button variant="default" size="compact-xs" loading={busy} onClick={() => void run(() => desk.convert(id, colleague.taskId ?? "", "CONFERENCE"))}>
            {t("assistConference")}
          </Button>
          <Button variant="default" size="compact-xs" loading={busy} onClick={() => void run(() => desk.convert(id, colleague.taskId ?? "", "TRANSFER"))}>
            {t("assistTransfer")}
          </Button>
        </div>
      ))}
    </>
  );
}

/** Instead of the composer, for who may only listen. */
export function ListenBar({ thread }: { thread: Thread }) {
  const { desk, t } = useDesk();
  const { busy, run } = useAction();
  return (
    <footer className="listen">
      <span className="faint">{t("roleListen")}</span>
      <span className="grow" />
      <Button variant="default" loading={busy} onClick={() => void run(() => desk.leave(thread.conversation.id, false))}>
        {t("roleLeave")}
      </Button>
    </footer>
  );
}
