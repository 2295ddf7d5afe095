import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { clock, follow, playable, SILENT } from "../files/voice";
import type { AttachmentView } from "../messages";
import type { Translate } from "../text/catalogue";
import { PauseIcon, PlayIcon } from "./icons";

interface Props {
  attachment: AttachmentView;
  url: string;
  /** The file to save, for browsers that cannot play it. */
  children: ComponentChildren;
  t: Translate;
}

/** Something said: played here, with how long it is and how far; where the browser cannot, saved. */
export function VoiceNote({ attachment, url, children, t }: Props) {
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState(SILENT);
  const [can] = useState(() => playable(attachment.type));
  useEffect(() => (audio.current ? follow(audio.current, setState) : undefined), []);
  if (!can || state.broken) {
    return (
      <>
        {children}
        <small class="unplayable">{t("voiceUnplayable")}</small>
      </>
    );
  }
  const { playing, at, length } = state;
  return (
    <span class="voice bubble" role="group" aria-label={`${t("voice")}: ${attachment.name}`}>
      {/* eslint-disable-next-line jsx-a11y/media-has-caption -- nobody has written down what a visitor says */}
      <audio ref={audio} preload="metadata" src={url} />
      <button
        type="button"
        class="icon-button"
        aria-label={t(playing ? "voicePause" : "voicePlay")}
        onClick={() => {
          if (playing) audio.current?.pause();
          else void audio.current?.play();
        }}
      >
        {playing ? <PauseIcon /> : <PlayIcon />}
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
        onInput={(event) => {
          if (audio.current) audio.current.currentTime = event.currentTarget.valueAsNumber;
        }}
      />
      <span class="voice-time">{clock(playing || at > 0 ? at : (length ?? 0))}</span>
    </span>
  );
}
