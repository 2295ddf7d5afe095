import { expect, test } from "vitest";
import { evidenceKey, kept } from "./people";

const someone = (id: string, isAnonymous: boolean) => ({ id, isAnonymous });

test("whom somebody has named stays, whichever is open", () => {
  const [named, guest] = [someone("2", false), someone("1", true)];
  expect(kept(named, guest)).toEqual({ keep: named, gone: guest });
  expect(kept(guest, named)).toEqual({ keep: named, gone: guest });
});

test("of two alike the older stays", () => {
  const [older, newer] = [someone("1", true), someone("2", true)];
  expect(kept(newer, older).keep).toBe(older);
  expect(kept(older, newer).keep).toBe(older);
});

test("evidence of an attribute is an address on a channel", () => {
  expect(evidenceKey({ kind: "a:web", value: "v" })).toBe("sameAddress");
  expect(evidenceKey({ kind: "phone", value: "+1" })).toBe("samePhone");
});
