/** Checks of the pre-chat form: what the customer is told, before anything is sent. */
import type { FormField } from "./model";

export type FieldError = "required" | "email" | "phone" | "tooLong";

/** Deliberately lenient: a wrong refusal loses a customer, a wrong address only loses a reply by e-mail. */
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PHONE = /^\+?[\d\s().\-/]{4,24}$/;

export function checkField(field: FormField, raw: string): FieldError | null {
  const value = raw.trim();
  if (value === "") return field.required ? "required" : null;
  if (field.maxLength && value.length > field.maxLength) return "tooLong";
  if (field.type === "email" && !EMAIL.test(value)) return "email";
  if (field.type === "phone" && !PHONE.test(value)) return "phone";
  return null;
}

export function checkForm(fields: readonly FormField[], values: Readonly<Record<string, string>>): Record<string, FieldError> {
  const errors: Record<string, FieldError> = {};
  for (const field of fields) {
    const error = checkField(field, values[field.key] ?? "");
    if (error) errors[field.key] = error;
  }
  return errors;
}
