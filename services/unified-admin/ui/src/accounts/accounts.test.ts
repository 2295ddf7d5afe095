import { expect, test } from "vitest";
import { en } from "../text/en";
import { translator } from "../text/translate";
import { checkAccount } from "./check";
import { PODS, shown } from "./fields";
import { sentence, type Health } from "./health";
import { ACCOUNT_KINDS, kindOf, webhookPath } from "./kinds";
import { podOf } from "./podOf";

const t = (key: string) => key;

test("an account asks for what its connector reads, and only for that", () => {
  const whatsapp = PODS["360-connector"];
  const names = (settings: Record<string, string>) => shown(whatsapp?.secrets ?? [], settings).map(({ name, label }) => `${name} ${label}`);
  expect(names({})).toEqual(["apiKey secretApiKey", "webhookSecret secretWebhook"]);
  expect(names({ api: "meta", scheme: "hub-signature" })).toEqual(["apiKey secretAccessToken", "webhookSecret secretApp", "verifyToken secretVerify"]);
  for (const kind of ACCOUNT_KINDS) {
    const pod = PODS[kind.pod];
    const fields = shown(pod?.secrets ?? [], kind.fixed).map(({ name }) => name);
    expect(new Set(fields).size, kind.id).toBe(fields.length);
    expect(kind.address.pattern.test(kind.address.example), kind.id).toBe(true);
  }
});

test("what is missing or odd is told on its field", () => {
  const fields = PODS["twilio-connector"]?.settings ?? [];
  const found = (settings: Record<string, string>) => checkAccount(fields, settings, settings, "settings", { t }).map(({ field, message }) => `${field} ${message}`);
  expect(found({})).toEqual(["settings.accountSid errorRequired"]);
  expect(found({ accountSid: "AC1", messagingServiceSid: "AC2", hostUrl: "api.twilio.com" })).toEqual(["settings.messagingServiceSid errorSid", "settings.hostUrl errorUrl"]);
  expect(found({ accountSid: "AC0123456789abcdef", hostUrl: "http://127.0.0.1:9400/twilio" })).toEqual([]);
});

test("a channel's kind follows from connector, type and way", () => {
  expect(kindOf("360-connector", "WHATSAPP", {})?.id).toBe("whatsapp-360");
  expect(kindOf("360-connector", "WHATSAPP", { api: "meta" })?.id).toBe("whatsapp-meta");
  expect(kindOf("twilio-connector", "WHATSAPP", {})?.id).toBe("twilio-whatsapp");
  expect(kindOf("somebody-elses", "WHATSAPP", {})).toBeNull();
  expect(webhookPath("360-connector", "c1")).toBe("/360-connector/v1/webhooks/c1");
  const providers = [
    { id: "p1", name: "Twilio", pod: "twilio-connector" },
    { id: "p2", name: "p1", pod: "other" },
  ] as never;
  expect([podOf(providers, "p1"), podOf(providers, "Twilio"), podOf(providers, "none")]).toEqual(["twilio-connector", "twilio-connector", ""]);
});

test("the connection's state is a sentence that says what to do", () => {
  const words = translator(en);
  const health: Health = { state: "yellow", lastWebhookAt: null, lastSentAt: null, refusedWebhooks: 1, lastRefusedWebhookAt: null, lastRefusedWebhookReason: "wrong", lastRefusal: null, open: 0, rejected: 0, sending: 0 };
  expect(sentence(health, words)).toContain("Check the secret and the public address");
  const red: Health = { ...health, state: "red", lastRefusal: { at: "", class: "AUTH", code: "401", text: "Invalid key" } };
  expect(sentence(red, words)).toBe("The provider refuses the account: Invalid key (401)");
});

test("a template's parameters are not taken for ours", () => {
  expect(translator(en)("templateTextHint")).toContain("{{1}}, {{2}}");
});
