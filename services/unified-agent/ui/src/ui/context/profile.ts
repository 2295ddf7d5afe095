/** The form of a customer's profile: which fields there are, what is typed, what is sent. The tenant's schema decides. */
import type { CustomerField, FullCustomer } from "../../net/customers";

/** A field as it is typed: lists as one value a line. */
export type Typed = Readonly<Record<string, string>>;

export const fieldsOf = (schema: readonly CustomerField[]): CustomerField[] => schema.filter(({ type }) => type !== "Password").sort((a, b) => a.order - b.order);

/** Customers' own fields lie beside the attributes, and channel identifiers hold several values. */
const own = { firstName: "firstName", phoneNumber: "phoneNumber", email: "email" } as const;
const isOwn = (key: string): key is keyof typeof own => key in own;
const isList = ({ key, channelIdentifier }: CustomerField): boolean => channelIdentifier || key === "phoneNumber" || key === "email";

export function typedOf(customer: FullCustomer, fields: readonly CustomerField[]): Typed {
  const text = (value: unknown): string => (Array.isArray(value) ? value.join("\n") : typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value));
  return Object.fromEntries(fields.map(({ key }) => [key, text(isOwn(key) ? customer[key] : customer.attributes[key])]));
}

const lines = (text: string): string[] => text.split("\n").map((line) => line.trim()).filter((line) => line !== "");

/** The whole document again: what is no field of the form is sent back as it came. */
export function changed(customer: FullCustomer, fields: readonly CustomerField[], typed: Typed, labels: readonly string[]): FullCustomer {
  const attributes: Record<string, unknown> = { ...customer.attributes };
  const next: FullCustomer = { ...customer, labels: [...labels], attributes };
  for (const field of fields) {
    const text = typed[field.key] ?? "";
    const value = isList(field) ? lines(text) : text.trim();
    if (field.key === "firstName") next.firstName = text.trim();
    else if (field.key === "phoneNumber" || field.key === "email") next[field.key] = lines(text);
    else if (value.length === 0) Reflect.deleteProperty(attributes, field.key);
    else attributes[field.key] = value;
  }
  return next;
}

/** After a conflict: the colleague's document, with what was typed here where it differs from what both began with. */
export function rebased(theirs: Typed, base: Typed, mine: Typed): Typed {
  return Object.fromEntries(Object.entries(theirs).map(([key, value]) => [key, mine[key] !== undefined && mine[key] !== base[key] ? mine[key] : value]));
}

export const isMultiline = isList;
