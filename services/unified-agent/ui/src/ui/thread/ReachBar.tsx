import { Button } from "@mantine/core";
import { useState } from "react";
import { useDesk, useNow } from "../DeskContext";
import { Clock } from "../icons";
import { leftText, windowOf, type Reach } from "./reach";
import { TemplatePicker } from "./TemplatePicker";

/** How long the customer may still be written to freely, and templates for when not. Nothing on channels without such a window. */
export function ReachBar({ conversationId, reach, chosen }: { conversationId: string; reach: Reach | null; chosen: string | null }) {
  const { t, language } = useDesk();
  const [picking, setPicking] = useState(false);
  const now = useNow();
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
          conversationId={conversationId}
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
