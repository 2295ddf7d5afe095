import { describe, expect, it } from "vitest";
import { acceptOf, refusalOf, type Carries } from "./carries";

const SMS: Carries = {
  textMost: 1600,
  quotes: false,
  files: [
    { types: ["image/jpeg", "image/png"], mostBytes: 5_000_000 },
    { types: ["application/pdf"], mostBytes: 5_000_000 },
    { types: ["image/*"], mostBytes: 32_000_000 },
  ],
};
const ANYTHING: Carries = { textMost: 2000, quotes: true, files: [{ types: ["*"], mostBytes: 25_000_000 }] };

describe("what a channel carries", () => {
  it("is refused by type and by size, with the size that is taken", () => {
    expect(refusalOf(SMS, { type: "text/plain", size: 1 })).toEqual({ key: "fileNotTaken" });
    expect(refusalOf(SMS, { type: "application/pdf", size: 6_000_000 })).toEqual({ key: "fileTooLargeHere", most: 5_000_000 });
    expect(refusalOf(SMS, { type: "application/pdf", size: 5_000_000 })).toBeNull();
  });

  it("counts what is drawn again on the way", () => {
    expect(refusalOf(SMS, { type: "image/png", size: 9_000_000 })).toBeNull();
    expect(refusalOf(SMS, { type: "image/gif", size: 40_000_000 })).toEqual({ key: "fileTooLargeHere", most: 32_000_000 });
  });

  it("is the server's to say where nothing is known", () => {
    expect(refusalOf(null, { type: "text/plain", size: 1 })).toBeNull();
    expect(refusalOf(SMS, { type: "", size: 1 })).toBeNull();
  });

  it("narrows the chooser of files where the channel is narrow", () => {
    expect(acceptOf(SMS)).toBe("image/jpeg,image/png,application/pdf,image/*");
    expect(acceptOf(ANYTHING)).toBeUndefined();
    expect(acceptOf(null)).toBeUndefined();
  });
});
