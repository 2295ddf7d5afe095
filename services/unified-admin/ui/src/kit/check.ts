/** What a form sees before the server does, in the reader's own language. The server has the last word. */
import type { Violation } from "../auth";
import type { AnyField, AnySection, Seen } from "./kind";
import { read } from "./path";

type Draft = Record<string, unknown>;

export function checkFields(sections: readonly AnySection[], draft: Draft, { t }: Pick<Seen, "t">): Violation[] {
  const found: Violation[] = [];
  for (const field of sections.filter(({ when }) => when?.(draft) ?? true).flatMap((section) => section.fields)) {
    if (field.when && !field.when(draft)) continue;
    const message = checkField(field, read(draft, field.path), t);
    if (message !== null) found.push({ field: field.path, message });
  }
  return found;
}

function checkField(field: AnyField, value: unknown, t: Seen["t"]): string | null {
  const empty = value === undefined || value === null || (typeof value === "string" && value.trim() === "") || (Array.isArray(value) && value.length === 0);
  if (empty && field.required) return t("errorRequired");
  if (empty) return field.type === "number" && !field.empty ? t("errorNumber", { min: field.min, max: field.max }) : null;
  switch (field.type) {
    case "text": {
      const text = typeof value === "string" ? value : "";
      // Counted as the server counts: by code points.
      if (Array.from(text).length > field.max) return t("errorTooLong", { max: field.max });
      return field.pattern && !field.pattern.test(text) ? t(field.patternHint ?? "errorPattern") : null;
    }
    case "number": {
      const number = Number(value);
      return Number.isInteger(number) && number >= field.min && number <= field.max ? null : t("errorNumber", { min: field.min, max: field.max });
    }
    case "colour":
      return /^#[\da-f]{6}$/i.test(typeof value === "string" ? value : "") ? null : t("errorColour");
    default:
      return null;
  }
}

/** The message for a field: its own, or one of a part of it when the field shows its parts itself. */
export function messageFor(violations: readonly Violation[], path: string): string | null {
  return violations.find(({ field }) => field === path)?.message ?? violations.find(({ field }) => field.startsWith(`${path}.`) || field.startsWith(`${path}[`))?.message ?? null;
}

/** Those of a part, with the part's own path taken off. */
export function within(violations: readonly Violation[], path: string): Violation[] {
  return violations.flatMap(({ field, message }) => {
    if (field === path) return [{ field: "", message }];
    if (!field.startsWith(path) || !/^[.[]/.test(field.slice(path.length))) return [];
    return [{ field: field.slice(path.length).replace(/^\./, ""), message }];
  });
}
