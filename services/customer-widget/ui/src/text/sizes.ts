/** Sizes, as they are shown. */
import type { AttachmentView } from "../messages";

/** The size at which a picture is shown: its place is kept before it is there, so that nothing jumps. */
export function fitted({ width, height }: AttachmentView, widest: number, highest: number): { width: number; height: number } {
  if (!width || !height) return { width: widest, height: highest };
  const scale = Math.min(1, widest / width, highest / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export function fileSize(bytes: number, language: string): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = Math.min(3, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: "short",
    maximumFractionDigits: 1,
  }).format(bytes / 1_000 ** step);
}
