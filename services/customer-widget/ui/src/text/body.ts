/** The words of a message body, whatever its type: an unknown type shows its text, else its name. */
import type { Body } from "../chat/model";

export interface BodyView {
  text: string;
  attachment: AttachmentView | null;
}

export interface AttachmentView {
  name: string;
  type: string;
  size: number | null;
  /** Where this viewer gets it; null for one that only has a name. */
  url: string | null;
  thumbnail: string | null;
  width: number | null;
  height: number | null;
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
        url: body.attachment?.mediaUrl ?? null,
        thumbnail: body.attachment?.thumbnail ?? null,
        width: body.attachment?.width ?? null,
        height: body.attachment?.height ?? null,
      },
    };
  }
  return { text: body.markdownText ?? body.type, attachment: null };
}

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
