import { describe, expect, it } from "vitest";
import { clock, follow, type Playing } from "./voice";

class Sound extends EventTarget {
  paused = true;
  duration = NaN;
  currentTime = 0;
  error: MediaError | null = null;

  tells(name: string, more: Partial<Sound>): void {
    Object.assign(this, more);
    this.dispatchEvent(new Event(name));
  }
}

describe("a voice note", () => {
  it("shows times as players do", () => {
    expect([0, 7.9, 65, 3_729, -1].map(clock)).toEqual(["0:00", "0:07", "1:05", "1:02:09", "0:00"]);
  });

  it("says how far it is, until nobody listens", () => {
    const sound = new Sound();
    let state: Playing | undefined;
    const stop = follow(sound, (now) => (state = now));
    sound.tells("loadedmetadata", { duration: 12 });
    sound.tells("play", { paused: false });
    sound.tells("timeupdate", { currentTime: 3 });
    expect(state).toEqual({ playing: true, at: 3, length: 12, broken: false });
    stop();
    sound.tells("timeupdate", { currentTime: 4 });
    expect(state?.at).toBe(3);
  });

  it("that does not say how long it is is measured, and begins at its beginning", () => {
    const sound = new Sound();
    let state: Playing | undefined;
    follow(sound, (now) => (state = now));
    sound.tells("loadedmetadata", { duration: Infinity });
    expect(sound.currentTime).toBeGreaterThan(1e9);
    expect(state).toMatchObject({ at: 0, length: null });
    sound.tells("durationchange", { duration: 2.5 });
    expect(sound.currentTime).toBe(0);
    expect(state).toMatchObject({ at: 0, length: 2.5 });
  });

  it("that cannot be played says so", () => {
    const sound = new Sound();
    let state: Playing | undefined;
    follow(sound, (now) => (state = now));
    sound.tells("error", { error: {} as MediaError });
    expect(state?.broken).toBe(true);
  });
});
