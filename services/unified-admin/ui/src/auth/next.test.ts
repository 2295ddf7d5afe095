import { expect, test } from "vitest";
import { safeNext } from "./next";

const next = (value: string | null) => safeNext(value, "https://desk.example", "/home");

test("paths of this site are kept with their query", () => {
  expect(next("/unified-agent/?a=1#b")).toBe("/unified-agent/?a=1#b");
});

test("other sites are refused, however they are written", () => {
  for (const evil of ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "unified-agent", "", "/./\\/evil.example", null]) {
    expect(next(evil)).toBe("/home");
  }
});
