/** A wait, as it is told. */
import type { Interval, Wait } from "../chat/model";
import type { Translate } from "./catalogue";

const MINUTE = 60_000;

/** Begun minutes, beyond an hour and a half begun hours: an expectation is not a stopwatch. One figure where both ends read the same. */
export function expected({ lowMs, highMs }: Interval, language: string, t: Translate): string {
  if (highMs < MINUTE) return t("waitShort");
  const [size, unit] = highMs > 90 * MINUTE ? [60 * MINUTE, "hour"] : [MINUTE, "minute"];
  const [low, high] = [lowMs, highMs].map((ms) => Math.max(1, Math.ceil(ms / size))) as [number, number];
  // The place in line is written with the same digits.
  const digits = { numberingSystem: "latn" };
  const last = new Intl.NumberFormat(language, { ...digits, style: "unit", unit, unitDisplay: "long" }).format(high);
  const time = low === high ? last : `${new Intl.NumberFormat(language, digits).format(low)}–${last}`;
  return t("waitAbout", { time });
}

export function place({ position }: Wait, t: Translate): string {
  if (position < 1) return t("queuedPlain");
  return position === 1 ? t("queueNext") : t("queued", { position });
}
