/** Sound in a conversation: what a browser can play, how far it is, how times are shown. The desk uses it too. */

export interface Playing {
  playing: boolean;
  /** Seconds. */
  at: number;
  /** Seconds; null until the browser knows. */
  length: number | null;
  /** The browser cannot play it, whatever it said before. */
  broken: boolean;
}

export const SILENT: Playing = { playing: false, at: 0, length: null, broken: false };

/** Whether this browser plays sound of that type: AMR plays in none, Ogg not in all. */
export function playable(type: string): boolean {
  return document.createElement("audio").canPlayType(type) !== "";
}

/** `0:07`, `12:40`, `1:02:09`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3_600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${String(hours)}:${two(minutes)}:${two(whole % 60)}` : `${String(minutes)}:${two(whole % 60)}`;
}

type Sound = Pick<HTMLAudioElement, "paused" | "duration" | "currentTime" | "error" | "addEventListener" | "removeEventListener">;

const CHANGES = ["timeupdate", "play", "pause", "ended", "error"];
const MEASURES = ["loadedmetadata", "durationchange"];

/** Tells how far an element is until the answer is called. */
export function follow(audio: Sound, changed: (state: Playing) => void): () => void {
  let measuring = false;
  const tell = () => {
    const length = Number.isFinite(audio.duration) ? audio.duration : null;
    changed({ playing: !audio.paused, at: measuring ? 0 : audio.currentTime, length, broken: audio.error !== null });
  };
  const measure = () => {
    // What a browser recorded does not say how long it is: going to its end shows it.
    if (audio.duration === Infinity) {
      measuring = true;
      audio.currentTime = Number.MAX_SAFE_INTEGER;
    } else if (measuring) {
      measuring = false;
      audio.currentTime = 0;
    }
    tell();
  };
  for (const name of CHANGES) audio.addEventListener(name, tell);
  for (const name of MEASURES) audio.addEventListener(name, measure);
  return () => {
    for (const name of CHANGES) audio.removeEventListener(name, tell);
    for (const name of MEASURES) audio.removeEventListener(name, measure);
  };
}
