/** What a message is, whatever kind the log has it as: words, a file, a place, cards. Nothing in a body is believed but what it was checked for. */
import { emojiOf } from "./reaction";
import { list, number, text } from "./untrusted";
import type { KindWord } from "./words/en";

/** As much of a body as is read here. */
export interface Body {
  type: string;
  markdownText?: string;
  caption?: string;
  attachment?: {
    mediaName?: string;
    mimeType?: string;
    size?: number;
    width?: number;
    height?: number;
    /** Links of this viewer’s own, good for half a day. */
    mediaUrl?: string;
    thumbnail?: string;
    /** Why a customer’s file is not there. */
    problem?: string;
  };
  location?: unknown;
  additionalDetails?: unknown;
  contacts?: unknown;
  jsonNode?: unknown;
}

export interface AttachmentView {
  name: string;
  type: string;
  size: number | null;
  /** Where this viewer gets it; null for one that only has a name. */
  url: string | null;
  thumbnail: string | null;
  width: number | null;
  height: number | null;
}

export interface Place {
  name: string;
  address: string;
  /** A map at that place, opened only by whoever asks for it. */
  map: string | null;
  /** What the sender wrote as its address on the web. */
  url: string | null;
}

export interface Card {
  name: string;
  phones: string[];
  emails: string[];
}

/** A kind that is named in words; `detail` is the provider’s own name of it. */
export interface Named {
  word: KindWord;
  detail: string;
}

export interface BodyView {
  text: string;
  attachment: AttachmentView | null;
  sticker: boolean;
  place: Place | null;
  cards: Card[];
  named: Named | null;
}

const FILES = new Set(["IMAGE", "VIDEO", "AUDIO", "FILE"]);
/** More would be a list nobody reads. */
const MOST_CARDS = 20;

export const plainView = (words: string, attachment: AttachmentView | null = null): BodyView => ({
  text: words,
  attachment,
  sticker: false,
  place: null,
  cards: [],
  named: null,
});

export function bodyView(body: Body): BodyView {
  const words = body.markdownText ?? "";
  if (FILES.has(body.type)) return plainView(body.caption ?? words, fileOf(body) ?? nameless(body.type));
  switch (body.type) {
    case "STICKER":
      return { ...plainView(body.caption ?? words, fileOf(body)), sticker: true, named: { word: "kindSticker", detail: "" } };
    case "LOCATION":
      return { ...plainView(words), place: placeOf(body) };
    case "CONTACT":
      return { ...plainView(words, fileOf(body)), cards: list(body.contacts).slice(0, MOST_CARDS).map(cardOf) };
    case "COMMENT":
      return { ...plainView(words, fileOf(body)), named: { word: "kindComment", detail: "" } };
    case "DELETEDNOTIFICATION":
      return { ...plainView(""), named: { word: "kindDeleted", detail: "" } };
    case "CUSTOM":
      return customView(body, words);
    default:
      return unknownView(body, words);
  }
}

const SAID_IN_WORDS: Record<string, KindWord> = {
  deleted: "kindDeleted",
  order: "kindOrder",
  system: "kindSystem",
  referral: "kindReferral",
  optin: "kindOptin",
  handover: "kindHandover",
};

function customView(body: Body, words: string): BodyView {
  const view = plainView(words, fileOf(body));
  const kind = text(body.jsonNode, "kind");
  if (kind === "edited") return view;
  if (kind === "reaction") {
    const emoji = emojiOf(body);
    return emoji === null ? { ...plainView(""), named: { word: "kindUnreacted", detail: "" } } : { ...plainView(""), named: { word: "kindReacted", detail: emoji } };
  }
  const word = SAID_IN_WORDS[kind];
  if (word) return { ...view, named: { word, detail: "" } };
  // Something of our own making that says what it means.
  if (kind === "" && words !== "") return view;
  return { ...view, named: { word: "kindUnsupported", detail: text(body.jsonNode, "unsupported", "type") || kind } };
}

/** A kind nobody taught us: its words if it has some, else its name. */
function unknownView(body: Body, words: string): BodyView {
  if (words !== "" || body.type === "PLAIN" || body.type === "BUTTON") return plainView(words);
  return { ...plainView(body.caption ?? "", fileOf(body)), named: { word: "kindUnsupported", detail: body.type } };
}

function fileOf({ type, attachment }: Body): AttachmentView | null {
  if (!attachment) return null;
  return {
    name: attachment.mediaName ?? type,
    type: attachment.mimeType ?? type,
    size: attachment.size ?? null,
    url: attachment.mediaUrl ?? null,
    thumbnail: attachment.thumbnail ?? null,
    width: attachment.width ?? null,
    height: attachment.height ?? null,
  };
}

const nameless = (type: string): AttachmentView => ({ name: type, type, size: null, url: null, thumbnail: null, width: null, height: null });

function placeOf(body: Body): Place {
  const latitude = number(body.location, "latitude");
  const longitude = number(body.location, "longitude");
  const there = latitude !== null && longitude !== null && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
  const url = text(body.additionalDetails, "url");
  return {
    name: text(body.additionalDetails, "name"),
    address: text(body.additionalDetails, "address"),
    map: there ? `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}` : null,
    url: /^https?:\/\//i.test(url) ? url : null,
  };
}

function cardOf(given: unknown): Card {
  const details = (given as { additionalContactDetails?: { emails?: unknown } } | null)?.additionalContactDetails;
  const phones = list((given as { phones?: unknown } | null)?.phones).map((phone) => text(phone, "phone"));
  const emails = list(details?.emails).map((email) => (typeof email === "string" ? email : text(email, "email")));
  const some = (all: string[]) => all.filter((one) => one !== "").slice(0, MOST_CARDS);
  return { name: text(given, "name", "formattedName"), phones: some(phones), emails: some(emails) };
}

/** One line for lists and quotes. */
export function summary(view: BodyView, t: (word: KindWord, values?: Readonly<Record<string, string>>) => string): string {
  if (view.text !== "") return view.text;
  if (view.sticker || view.attachment === null) {
    if (view.named) return t(view.named.word, { detail: view.named.detail });
    if (view.place) return [t("kindPlace"), view.place.name || view.place.address].filter(Boolean).join(": ");
    if (view.cards.length > 0) return [t("kindContact"), view.cards[0]?.name].filter(Boolean).join(": ");
  }
  return view.attachment?.name ?? "";
}
