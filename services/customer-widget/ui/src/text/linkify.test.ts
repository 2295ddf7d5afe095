import { expect, test } from "vitest";
import { linkify } from "./linkify";

test("an address inside a sentence becomes a link without the full stop", () => {
  expect(linkify("See https://example.org/a?b=1. Thanks")).toEqual([
    { text: "See " },
    { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
    { text: ". Thanks" },
  ]);
});

test("brackets inside an address stay, brackets around it do not", () => {
  expect(linkify("(https://e.org/x)")[1]?.text).toBe("https://e.org/x");
  expect(linkify("https://e.org/x_(y)")[0]?.text).toBe("https://e.org/x_(y)");
});

test("other schemes and markup stay text", () => {
  for (const text of ["javascript:alert(1)", "data:text/html,x", "<img src=x onerror=alert(1)>", "ftp://e.org"]) {
    expect(linkify(text)).toEqual([{ text }]);
  }
});

test("markup next to an address is not swallowed into it", () => {
  expect(linkify('<a href="https://e.org/">x</a>').map((piece) => piece.href)).toEqual([undefined, "https://e.org/", undefined]);
});
