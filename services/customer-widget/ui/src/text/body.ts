/** The words of a message body, whatever its type: an unknown type shows its text, else its name. */
import type { Body } from "../chat/model";

export interface BodyView {
  text: string;
  attachment: { name: string; type: string; size: number | null } | null;
}

const FILES = new Set(["IMAGE", "VIDEO", "AUDIO", "FILE"]);

export function bodyView(body: Body): BodyView {
  if (FILES.has(body.type)) {
    return {
      text: body.caption ?? body.markdownText ?? "",
      attachment: {
        name: body.attachment?.mediaName ?? body.type,
        type: body.attachment?.mimeType ?? body.type,
        size: body.attachment?.size ?? null,
      },
    };
  }
  return { text: body.markdownText ?? body.type, attachment: null };
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
