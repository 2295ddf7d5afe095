import { describe, expect, test } from "vitest";
import { checkForm } from "./form";
import type { FormField } from "./model";

const fields: FormField[] = [
  { key: "name", label: "Name", type: "text", required: true, maxLength: 5 },
  { key: "email", label: "E-mail", type: "email", required: false },
  { key: "phone", label: "Phone", type: "phone", required: false },
];

describe("the pre-chat form", () => {
  test("a required field of blanks is missing", () => {
    expect(checkForm(fields, { name: "  " })).toEqual({ name: "required" });
  });
  test("too long, not an address, not a number", () => {
    expect(checkForm(fields, { name: "abcdef", email: "a@b", phone: "abc" })).toEqual({
      name: "tooLong",
      email: "email",
      phone: "phone",
    });
  });
  test("optional fields may stay empty; ordinary values pass", () => {
    expect(checkForm(fields, { name: "Ann" })).toEqual({});
    expect(checkForm(fields, { name: "Ann", email: "ann@example.org", phone: "+49 (89) 123-45" })).toEqual({});
  });
});
