import { expect, test } from "vitest";
import { bodyView, summary, type Body } from "./content";
import { kinds, type KindWord } from "./words/en";

const t = (word: KindWord, values: Readonly<Record<string, string>> = {}) => kinds[word].replace("{detail}", values.detail ?? "");
const line = (body: Body) => summary(bodyView(body), t);
const custom = (kind: string, more: object = {}, markdownText = "") => ({ type: "CUSTOM", markdownText, jsonNode: { kind, ...more } });

test("a place has its name, its address and a link to a map", () => {
  const body = { type: "LOCATION", location: { latitude: 52.52, longitude: "13.405" }, additionalDetails: { name: "Alexanderplatz", address: "10178 Berlin", url: "https://place.example" } };
  expect(bodyView(body).place).toEqual({
    name: "Alexanderplatz",
    address: "10178 Berlin",
    map: "https://www.openstreetmap.org/?mlat=52.52&mlon=13.405#map=16/52.52/13.405",
    url: "https://place.example",
  });
  expect(line(body)).toBe("Place: Alexanderplatz");
});

test("a place out of this world has no map, and its link is one of the web", () => {
  for (const latitude of [91, Number.NaN, "x", null]) {
    expect(bodyView({ type: "LOCATION", location: { latitude, longitude: 1 } }).place?.map).toBeNull();
  }
  expect(bodyView({ type: "LOCATION", additionalDetails: { url: "javascript:alert(1)" } }).place?.url).toBeNull();
});

test("cards have names, numbers and addresses, as far as they are there", () => {
  const contacts = [
    { name: { formattedName: "Ann Example" }, phones: [{ phone: "+49 30 1" }, {}], additionalContactDetails: { emails: [{ email: "ann@example.com" }, "b@example.com"] } },
    7,
  ];
  expect(bodyView({ type: "CONTACT", contacts }).cards).toEqual([
    { name: "Ann Example", phones: ["+49 30 1"], emails: ["ann@example.com", "b@example.com"] },
    { name: "", phones: [], emails: [] },
  ]);
  expect(line({ type: "CONTACT", contacts })).toBe("Contact: Ann Example");
  expect(bodyView({ type: "CONTACT", contacts: "x" }).cards).toEqual([]);
});

test("a sticker is a picture, and a word where it is not there", () => {
  expect(bodyView({ type: "STICKER", attachment: { mediaUrl: "/s" } })).toMatchObject({ sticker: true, attachment: { url: "/s" } });
  expect(line({ type: "STICKER", attachment: { mediaName: "image.webp" } })).toBe("Sticker");
});

test("a comment keeps its words and its picture", () => {
  const body = { type: "COMMENT", markdownText: "nice", attachment: { mediaName: "p.png", mediaUrl: "/p", mimeType: "image/png", thumbnail: "/t" } };
  expect(bodyView(body)).toMatchObject({ text: "nice", attachment: { thumbnail: "/t" }, named: { word: "kindComment" } });
});

test("kinds that cannot be shown are named in words, never by a type alone", () => {
  expect(line(custom("unsupported", { unsupported: { type: "poll_creation" } }))).toBe("A message that cannot be shown here (poll_creation)");
  expect(line(custom("order"))).toBe("An order");
  expect(line(custom("system", {}, "+49 has a new number"))).toBe("+49 has a new number");
  expect(line({ type: "HOLOGRAM" })).toBe("A message that cannot be shown here (HOLOGRAM)");
  expect(line({ type: "HOLOGRAM", markdownText: "words" })).toBe("words");
  expect(line({ type: "DELETEDNOTIFICATION" })).toBe("This message was deleted");
  expect(line({ type: "CUSTOM", jsonNode: [1] })).toContain("cannot be shown");
});

test("plain words and files are what they were", () => {
  expect(bodyView({ type: "PLAIN", markdownText: "hi" })).toMatchObject({ text: "hi", attachment: null, named: null });
  expect(bodyView({ type: "PLAIN" }).text).toBe("");
  expect(line({ type: "FILE", attachment: { mediaName: "a.pdf" } })).toBe("a.pdf");
  expect(line({ type: "IMAGE", caption: "look", attachment: { mediaName: "a.png" } })).toBe("look");
});
