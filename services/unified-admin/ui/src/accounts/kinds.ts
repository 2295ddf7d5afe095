/** The accounts that can be connected in one go. */
import type { Key } from "../text/translate";
import type { Settings } from "./fields";

export interface AccountKind {
  id: string;
  label: Key;
  about: Key;
  pod: string;
  /** Name of the provider that is made when there is none. */
  provider: string;
  /** Name of the channel type, with the hours of its window. */
  type: string;
  window: number;
  /** Settings that make it this kind. */
  fixed: Settings;
  address: { label: Key; hint: Key; example: string; pattern: RegExp };
  /** What to do at the provider. */
  steps: readonly Key[];
}

const DIGITS = /^\d{5,20}$/;

export const ACCOUNT_KINDS: readonly AccountKind[] = [
  {
    id: "whatsapp-360",
    label: "accountWa360",
    about: "accountWa360About",
    pod: "360-connector",
    provider: "360dialog",
    type: "WHATSAPP",
    window: 24,
    fixed: {},
    address: { label: "addressWhatsApp", hint: "addressWhatsAppHint", example: "442079460123", pattern: /^\d{6,15}$/ },
    steps: ["pasteWa360a", "pasteWa360b", "pasteWa360c"],
  },
  {
    id: "whatsapp-meta",
    label: "accountWaMeta",
    about: "accountWaMetaAbout",
    pod: "360-connector",
    provider: "WhatsApp at Meta",
    type: "WHATSAPP",
    window: 24,
    fixed: { api: "meta", scheme: "hub-signature" },
    address: { label: "addressWhatsApp", hint: "addressWhatsAppHint", example: "442079460123", pattern: /^\d{6,15}$/ },
    steps: ["pasteMetaA", "pasteMetaB", "pasteMetaC"],
  },
  {
    id: "twilio-sms",
    label: "accountSms",
    about: "accountSmsAbout",
    pod: "twilio-connector",
    provider: "Twilio",
    type: "SMS",
    window: 0,
    fixed: {},
    address: { label: "addressSms", hint: "addressSmsHint", example: "+12025550100", pattern: /^\+\d{4,15}$/ },
    steps: ["pasteSmsA", "pasteSmsB", "pasteSmsC"],
  },
  {
    id: "twilio-whatsapp",
    label: "accountWaTwilio",
    about: "accountWaTwilioAbout",
    pod: "twilio-connector",
    provider: "Twilio",
    type: "WHATSAPP",
    window: 24,
    fixed: {},
    address: { label: "addressWaTwilio", hint: "addressWaTwilioHint", example: "whatsapp:+12025550100", pattern: /^whatsapp:\+\d{4,15}$/ },
    steps: ["pasteWaTwilioA", "pasteWaTwilioB", "pasteWa360c"],
  },
  {
    id: "messenger",
    label: "accountMessenger",
    about: "accountMessengerAbout",
    pod: "facebook-connector",
    provider: "Meta",
    type: "FACEBOOK",
    window: 24,
    fixed: {},
    address: { label: "addressPage", hint: "addressPageHint", example: "178405260000101", pattern: DIGITS },
    steps: ["pastePageA", "pasteMetaB", "pastePageC", "pastePageD"],
  },
  {
    id: "instagram",
    label: "accountInstagram",
    about: "accountInstagramAbout",
    pod: "facebook-connector",
    provider: "Meta",
    type: "INSTAGRAM",
    window: 24,
    fixed: {},
    address: { label: "addressInstagram", hint: "addressInstagramHint", example: "17841405822304914", pattern: DIGITS },
    steps: ["pasteInstagramA", "pasteMetaB", "pasteInstagramC", "pasteInstagramD"],
  },
];

/** What kind of account a channel has; null for a connector of somebody else. */
export function kindOf(pod: string, type: string, settings: Settings): AccountKind | null {
  const fits = ACCOUNT_KINDS.filter((kind) => kind.pod === pod && kind.type === type);
  return fits.find(({ fixed }) => (fixed.api ?? "") === (settings.api ?? "")) ?? fits[0] ?? null;
}

export const webhookPath = (pod: string, channel: string): string => `/${pod}/v1/webhooks/${channel}`;
