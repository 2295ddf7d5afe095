/** Two sounds made on the spot: one that rings for an offer, one short for a message. Never for one's own actions. */

const KEY = "switchboard.desk.muted";
let context: AudioContext | null = null;

/** Browsers allow sound only after the person has touched the page. */
export function unlockSound(): void {
  const unlock = () => {
    context ??= new AudioContext();
    void context.resume();
  };
  addEventListener("pointerdown", unlock, { once: true });
  addEventListener("keydown", unlock, { once: true });
}

export const isMuted = (): boolean => localStorage.getItem(KEY) === "1";

export function setMuted(muted: boolean): void {
  localStorage.setItem(KEY, muted ? "1" : "0");
}

function tone(frequency: number, start: number, length: number, loudness: number): void {
  if (!context) return;
  const from = context.currentTime + start;
  const oscillator = context.createOscillator();
  const gain = context.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(loudness, from + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, from + length);
  oscillator.connect(gain).connect(context.destination);
  oscillator.start(from);
  oscillator.stop(from + length);
}

export function ring(): void {
  if (isMuted()) return;
  tone(880, 0, 0.35, 0.18);
  tone(1_175, 0.18, 0.45, 0.18);
}

export function blip(): void {
  if (isMuted()) return;
  tone(660, 0, 0.18, 0.1);
}
