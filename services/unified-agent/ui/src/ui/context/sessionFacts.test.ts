import { expect, test } from "vitest";
import { sessionFacts } from "./sessionFacts";

const t = (key: string) => key;
const value = {
  browserDeviceInfo: { browserName: "Firefox", deviceType: "desktop" },
  locale: { language: "en", timezone: "Europe/Berlin" },
  queue: null,
  formData: { attributes: [{ key: "name", type: "text", value: "Ann" }, { key: "", value: "x" }] },
};
const expected = {
  form: [["name", "Ann"]],
  facts: [
    ["browser", "Firefox"],
    ["device", "desktop"],
    ["locale", "en, Europe/Berlin"],
  ],
};

test("form and browser are found, wrapped in attributes or not", () => {
  expect(sessionFacts(value, t)).toEqual(expected);
  expect(sessionFacts([{ key: "WebChannelData", type: "WebChannelData", value }], t)).toEqual(expected);
  expect(sessionFacts({ additionalAttributes: [{ type: "WebChannelData", value }] }, t)).toEqual(expected);
});

test("anything else shows what is readable and breaks nothing", () => {
  expect(sessionFacts(null, t)).toEqual({ form: [], facts: [] });
  expect(sessionFacts("x", t)).toEqual({ form: [], facts: [] });
  expect(sessionFacts({ page: "/shop", nested: { a: 1 } }, t)).toEqual({ form: [], facts: [["page", "/shop"]] });
});
