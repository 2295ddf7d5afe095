import { clock, follow, playable, SILENT } from "@switchboard/customer-widget/files";
import type { AttachmentView } from "@switchboard/customer-widget/messages";
import { useEffect, useRef, useState, type ReactNode } from "react";
import { useDesk } from "../DeskContext";
import { Pause, Play } from "../icons";

interface Props {
  attachment: AttachmentView;
  url: string;
  /** The file to save, for browsers that cannot play it. */
  children: ReactNode;
}

/** Something said: played here, with how long it is and how far; where the browser cannot, saved. */
export function VoiceNote({ attachment, url, children }: Props) {
  const { t } = useDesk();
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState(SILENT);
  const [can] = useState(() => playable(attachment.type));
  useEffect(() => (audio.current ? follow(audio.current, setState) : undefined), []);
  if (!can || state.broken) {
    return (
      <>
        {children}
        <small className="faint">{t("voiceUnplayable")}</small>
      </>
    );
  }
  const { playing, at, length } = state;
  return (
    <span className="bubble voice" role="group" aria-label={`${t("voice")}: ${attachment.name}`}>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a customer says */}
      <audio ref={audio} preload="metadata" src={url} />
      <button
        type="button"
        aria-label={t(playing ? "voicePause" : "voicePlay")}
        onClick={() => {
          if (playing) audio.current?.pause();
          else void audio.current?.play();
        }}
      >
        {playing ? <Pause /> : <Play />}
      </button>
      <input
        type="range"
        min={0}
        max={length ?? 0}
        step={0.5}
        value={at}
        disabled={length === null}
        aria-label={t("voicePosition")}
        aria-valuetext={`${clock(at)} / ${clock(length ?? 0)}`}
        onChange={(event) => {
          if (audio.current) audio.current.currentTime = event.currentTarget.valueAsNumber;
        }}
      />
      <span className="voice-time">{clock(playing || at > 0 ? at : (length ?? 0))}</span>
    </span>
  );
}
