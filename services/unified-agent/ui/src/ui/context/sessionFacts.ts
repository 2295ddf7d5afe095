/** The readable parts of a session's data, whatever nesting the channel chose. */
import type { Translate } from "../../text/translate";

type Bag = Record<string, unknown>;
const bag = (value: unknown): Bag => (typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Bag) : {});
const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");

/** The web channel wraps its data in a list of attributes; other channels hand it over plainly. */
function webData(data: unknown): Bag {
  if (Array.isArray(data)) {
    const item: unknown = data.find((entry: unknown) => bag(entry).type === "WebChannelData");
    return bag(bag(item).value);
  }
  const plain = bag(data);
  return "additionalAttributes" in plain ? webData(plain.additionalAttributes) : plain;
}

export interface SessionFacts {
  form: [string, string][];
  facts: [string, string][];
}

export function sessionFacts(data: unknown, t: Translate): SessionFacts {
  const web = webData(data);
  const attributes = bag(web.formData).attributes;
  const form = (Array.isArray(attributes) ? attributes : [])
    .map((entry: unknown): [string, string] => [text(bag(entry).key), text(bag(entry).value)])
    .filter(([key, value]) => key !== "" && value !== "");
  const device = bag(web.browserDeviceInfo);
  const locale = bag(web.locale);
  const known: [string, string][] = [
    [t("browser"), text(device.browserName)],
    [t("device"), text(device.deviceType)],
    [t("locale"), [text(locale.language), text(locale.timezone)].filter(Boolean).join(", ")],
    [t("queue"), text(web.queue)],
  ];
  const taken = new Set(["formData", "browserDeviceInfo", "locale", "queue"]);
  const rest = Object.entries(web)
    .filter(([key]) => !taken.has(key))
    .map(([key, value]): [string, string] => [key, text(value)]);
  return { form, facts: [...known, ...rest].filter(([, value]) => value !== "") };
}
