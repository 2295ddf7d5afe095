import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import type { Thread } from "../../store/thread";
import { useDesk, useNow } from "../DeskContext";
import { Clock } from "../icons";
import { answered, leftText, windowOf, type Reach } from "./reach";
import { TemplatePicker } from "./TemplatePicker";

/** How long the customer may still be written to freely, and templates for when not. Nothing on channels without such a window. */
export function ReachBar({ thread, chosen }: { thread: Thread; chosen: string | null }) {
  const { api, t, language } = useDesk();
  const [reaches, setReaches] = useState<readonly Reach[]>([]);
  const [picking, setPicking] = useState(false);
  const now = useNow();
  const { id } = thread.conversation;
  // A new message of the customer opens the window again; a session that came or went may be the one that is answered.
  const heard = thread.activities.findLast(({ name }) => name === "CUSTOMER_MESSAGE")?.id;
  const live = thread.conversation.sessions.filter(({ active }) => active).length;

  useEffect(() => {
    let gone = false;
    api.reach(id).then(
      (found) => {
        if (!gone) setReaches(found);
      },
      // Without it the desk works as on channels without windows; a refused message says so itself.
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [api, id, heard, live]);

  const reach = chosen === null ? answered(reaches) : (reaches.find(({ sessionId }) => sessionId === chosen) ?? null);
  const window = windowOf(reach, now);
  if (reach === null || window.kind === "none") return null;
  const text =
    window.kind === "closed"
      ? t("windowClosed", { channel: reach.channelName })
      : t(window.kind === "open" ? "windowOpen" : "windowPeople", { left: leftText(window.left, language) });
  return (
    <div className="reach" data-window={window.kind} data-soon={window.kind === "open" && window.left < 3_600_000}>
      <span role={window.kind === "closed" ? "status" : "timer"} aria-live={window.kind === "closed" ? "polite" : "off"}>
        <Clock size={14} /> {text}
      </span>
      <Button
        size="compact-xs"
        variant="default"
        onClick={() => {
          setPicking(true);
        }}
      >
        {t("templates")}
      </Button>
      {picking && (
        <TemplatePicker
          conversationId={id}
          channelType={reach.channelType}
          channelSessionId={chosen ?? undefined}
          close={() => {
            setPicking(false);
          }}
        />
      )}
    </div>
  );
}
