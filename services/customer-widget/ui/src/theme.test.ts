import { expect, test } from "vitest";
import { primaryOf, schemeOf, textOn } from "./theme";

test("text stays readable on light and on dark colours", () => {
  expect(textOn("#ffe066")).toBe("#111111");
  expect(textOn("#0b3d91")).toBe("#ffffff");
  expect(textOn("#fff")).toBe("#111111");
});

test("what is not a colour is not passed on", () => {
  expect(primaryOf("red;background:url(//x)")).toBe("#2563eb");
  expect(primaryOf(undefined)).toBe("#2563eb");
  expect(primaryOf("#0a7")).toBe("#0a7");
});

test("the channel decides the scheme, and leaves it to the device if it says so", () => {
  expect(schemeOf("dark", false)).toBe("dark");
  expect(schemeOf("light", true)).toBe("light");
  expect(schemeOf("auto", true)).toBe("dark");
  expect(schemeOf(undefined, false)).toBe("light");
});
