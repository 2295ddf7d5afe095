import { describe, expect, it } from "vitest";
import { filledTemplate, isComplete, parameterCount, sentTemplate, templatesFor, type Template } from "./templates";

const parcel: Template = { id: "1", name: "parcel_ready", channelTypes: ["WHATSAPP"], language: "en_GB", text: "Hello {{1}}, your parcel {{ 2 }} is ready, {{1}}." };

describe("a template", () => {
  it("asks for as many parameters as its highest number", () => {
    expect(parameterCount(parcel.text)).toBe(2);
    expect(parameterCount("nothing to fill in {1} {{x}}")).toBe(0);
  });

  it("shows what the customer reads, and the places that are still empty", () => {
    expect(filledTemplate(parcel.text, ["Ana", ""])).toBe("Hello Ana, your parcel {{ 2 }} is ready, Ana.");
    expect(filledTemplate(parcel.text, ["$&", "7"])).toBe("Hello $&, your parcel 7 is ready, $&.");
  });

  it("is complete once every parameter has a text", () => {
    expect(isComplete(parcel.text, ["Ana"])).toBe(false);
    expect(isComplete(parcel.text, ["Ana", "  "])).toBe(false);
    expect(isComplete(parcel.text, ["Ana", "7"])).toBe(true);
    expect(isComplete("no parameters", [])).toBe(true);
  });

  it("is sent with its parameters in order and without spaces around them", () => {
    expect(sentTemplate(parcel, [" Ana ", "7", "left over"])).toEqual({ templateName: "parcel_ready", language: "en_GB", reference: "", parameters: ["Ana", "7"] });
  });

  it("is offered on its channels only, by any of its words", () => {
    const sms = { ...parcel, id: "2", name: "a_reminder", channelTypes: ["SMS", "WHATSAPP"], text: "See you" };
    expect(templatesFor([parcel, sms], "WHATSAPP", "").map(({ name }) => name)).toEqual(["a_reminder", "parcel_ready"]);
    expect(templatesFor([parcel, sms], "SMS", "")).toEqual([sms]);
    expect(templatesFor([parcel, sms], "WHATSAPP", "READY hello")).toEqual([parcel]);
    expect(templatesFor([parcel, sms], "WEB", "")).toEqual([]);
  });
});
