/** What CHAT_REQUESTED tells about the visitor's browser; nothing that is not already in the request itself. */
import type { FormField } from "./model";
import { uuid } from "./uuid";

function browserName(agent: string): string {
  if (agent.includes("Firefox/")) return "Firefox";
  if (agent.includes("Edg/")) return "Edge";
  if (agent.includes("OPR/")) return "Opera";
  if (agent.includes("Chrome/")) return "Chrome";
  return agent.includes("Safari/") ? "Safari" : "Other";
}

function locale(language: string) {
  const [, country] = navigator.language.split("-");
  return { timezone: Intl.DateTimeFormat().resolvedOptions().timeZone, language, country: country ?? "" };
}

export function webChannelData(input: {
  browserId: string;
  language: string;
  queue: string | null;
  formId: string | null;
  fields: readonly FormField[];
  values: Readonly<Record<string, string>>;
  agreed: string | null;
}) {
  const answers: { key: string; type: string; value: string }[] = input.fields.map(({ key, type }) => ({ key, type, value: input.values[key]?.trim() ?? "" }));
  // Kept with the conversation like any other answer: who asks later can say when it was given.
  if (input.agreed !== null) answers.push({ key: "consent", type: "text", value: input.agreed });
  return {
    browserDeviceInfo: {
      browserId: input.browserId,
      browserIdExpiryTime: "",
      browserName: browserName(navigator.userAgent),
      deviceType: matchMedia("(pointer: coarse)").matches ? "mobile" : "desktop",
    },
    queue: input.queue,
    locale: locale(input.language),
    formData: {
      id: uuid(),
      formId: input.formId,
      filledBy: "web-init",
      createdOn: new Date().toISOString(),
      attributes: answers.filter(({ value }) => value !== ""),
    },
  };
}
