const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;

/** A size as people read it, in their own digits. */
export function sizeOf(bytes: number, language: string): string {
  let at = 0;
  let size = bytes;
  while (size >= 1_000 && at < UNITS.length - 1) {
    size /= 1_000;
    at += 1;
  }
  return new Intl.NumberFormat(language, { style: "unit", unit: UNITS[at] ?? "byte", unitDisplay: "short", maximumFractionDigits: size < 10 && at > 0 ? 1 : 0 }).format(size);
}
