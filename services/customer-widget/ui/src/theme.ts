/** Colours from the configuration, set through the CSSOM: a content policy without inline styles allows that. */

const HEX = /^#([\da-f]{3}|[\da-f]{6})$/i;
const FALLBACK = "#2563eb";

export function primaryOf(wish: string | undefined): string {
  return wish && HEX.test(wish) ? wish : FALLBACK;
}

function channels(hex: string): [number, number, number] {
  const digits = hex.slice(1);
  const full = digits.length === 3 ? digits.replace(/./g, "$&$&") : digits;
  const value = parseInt(full, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

export function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => {
    const s = c / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Black or white, whichever is read more easily on the colour. */
export function textOn(hex: string): string {
  const l = luminance(hex);
  return 1.05 / (l + 0.05) >= (l + 0.05) / 0.05 ? "#ffffff" : "#111111";
}

/** `auto` is the device's scheme, now; anything unknown too. */
export function schemeOf(wish: string | undefined, prefersDark: boolean): "light" | "dark" {
  if (wish === "light" || wish === "dark") return wish;
  return prefersDark ? "dark" : "light";
}

export function applyTheme(primary: string, root: HTMLElement): void {
  root.style.setProperty("--primary", primary);
  root.style.setProperty("--on-primary", textOn(primary));
}
