import { NativeSelect } from "@mantine/core";
import { useDesk } from "../DeskContext";
import { channelLabel, type Channels } from "./channels";

export interface Choice {
  channels: Channels;
  /** The session that is answered; null where there is nothing to choose. */
  chosen: string | null;
  choose: (sessionId: string) => void;
}

/** On which channel the answer goes out, where the customer can be had on several. */
export function ChannelChoice({ channels, chosen, choose }: Choice) {
  const { t } = useDesk();
  if (chosen === null) return null;
  return (
    <NativeSelect
      className="channel-choice"
      size="xs"
      aria-label={t("answerOn")}
      value={chosen}
      onChange={(event) => {
        choose(event.currentTarget.value);
      }}
      data={channels.live.map((session) => ({ value: session.id, label: t("answerOnChannel", { channel: channelLabel(session, channels.live) }) }))}
    />
  );
}
