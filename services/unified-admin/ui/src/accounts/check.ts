import type { Violation } from "../auth";
import type { Seen } from "../kit/kind";
import { isRequired, shown, type AccountField, type Settings } from "./fields";

/** The server says it in the connector's words and later; this says it beside the field. */
export function checkAccount(fields: readonly AccountField[], values: Settings, settings: Settings, at: string, { t }: Pick<Seen, "t">): Violation[] {
  return shown(fields, settings).flatMap((field): Violation[] => {
    const value = (values[field.name] ?? "").trim();
    const wrong = (message: string): Violation[] => [{ field: `${at}.${field.name}`, message }];
    if (value === "") return isRequired(field, settings) ? wrong(t("errorRequired")) : [];
    if (value.length > 4096) return wrong(t("errorTooLong", { max: 4096 }));
    return field.pattern && !field.pattern.test(value) ? wrong(t(field.patternHint ?? "errorPattern")) : [];
  });
}
