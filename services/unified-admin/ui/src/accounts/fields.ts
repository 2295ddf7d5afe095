/** What an account at a provider has, by the connector that serves it: as each connector reads its `setting`s and `secret`s. */
import type { Option } from "../kit/kind";
import type { Key } from "../text/translate";

export type Settings = Readonly<Record<string, string>>;

export interface AccountField {
  /** As the connector calls it. */
  name: string;
  label: Key;
  /** In place of the label, for what we have no word for. */
  title?: string;
  hint?: Key;
  required?: boolean | ((settings: Settings) => boolean);
  pattern?: RegExp;
  patternHint?: Key;
  /** What can be chosen, the first when nothing is said; `true` alone is a switch. */
  options?: readonly Option[] | true;
  when?: (settings: Settings) => boolean;
  /** Right as it is for nearly everybody. */
  rare?: boolean;
}

export interface Pod {
  label: Key;
  settings: readonly AccountField[];
  secrets: readonly AccountField[];
}

const URL_: RegExp = /^https?:\/\/\S+$/;
const hostUrl: AccountField = { name: "hostUrl", label: "settingHostUrl", hint: "settingHostUrlHint", pattern: URL_, patternHint: "errorUrl", rare: true };
const perSecond: AccountField = { name: "messagesPerSecond", label: "settingPerSecond", hint: "settingPerSecondHint", pattern: /^[1-9]\d{0,4}$/, patternHint: "errorDigits", rare: true };
const verifyToken: AccountField = { name: "verifyToken", label: "secretVerify", hint: "secretVerifyHint", required: true };
const appSecret = (name: string): AccountField => ({ name, label: "secretApp", hint: "secretAppHint", required: true });

const direct = ({ api }: Settings) => api === "meta";

export const PODS: Readonly<Record<string, Pod>> = {
  "360-connector": {
    label: "pod360",
    settings: [
      { name: "api", label: "settingApi", options: [["", "settingApi360"], ["meta", "settingApiMeta"]] },
      { name: "phoneNumberId", label: "settingPhoneNumberId", hint: "settingPhoneNumberIdHint", required: direct, pattern: /^\d{5,20}$/, patternHint: "errorDigits", when: direct },
      { name: "scheme", label: "settingScheme", options: [["360dialog-signature", "settingScheme360"], ["hub-signature", "settingSchemeHub"], ["static-header", "settingSchemeStatic"]] },
      { name: "headerName", label: "settingHeaderName", hint: "settingHeaderNameHint", pattern: /^[\w-]{1,64}$/, when: ({ scheme }) => scheme === "static-header" },
      perSecond,
      hostUrl,
    ],
    secrets: [
      { name: "apiKey", label: "secretApiKey", hint: "secretApiKeyHint", required: true, when: (settings) => !direct(settings) },
      { name: "apiKey", label: "secretAccessToken", hint: "secretAccessTokenHint", required: true, when: direct },
      { name: "webhookSecret", label: "secretWebhook", hint: "secretWebhookHint", required: true, when: ({ scheme }) => scheme !== "hub-signature" },
      { ...appSecret("webhookSecret"), when: ({ scheme }) => scheme === "hub-signature" },
      { ...verifyToken, when: direct },
    ],
  },
  "twilio-connector": {
    label: "podTwilio",
    settings: [
      { name: "accountSid", label: "settingAccountSid", hint: "settingAccountSidHint", required: true, pattern: /^AC\w+$/, patternHint: "errorSid" },
      { name: "messagingServiceSid", label: "settingServiceSid", hint: "settingServiceSidHint", pattern: /^MG\w+$/, patternHint: "errorSid" },
      { name: "deleteMedia", label: "settingDeleteMedia", hint: "settingDeleteMediaHint", options: true },
      perSecond,
      hostUrl,
    ],
    secrets: [
      { name: "authToken", label: "secretAuthToken", hint: "secretAuthTokenHint", required: true },
      { name: "secondaryAuthToken", label: "secretSecondary", hint: "secretSecondaryHint", rare: true },
    ],
  },
  "facebook-connector": {
    label: "podFacebook",
    settings: [{ name: "humanAgent", label: "settingHumanAgent", hint: "settingHumanAgentHint", options: true }, hostUrl],
    secrets: [appSecret("appSecret"), { name: "pageToken", label: "secretPageToken", hint: "secretPageTokenHint", required: true }, verifyToken],
  },
};

export const shown = (fields: readonly AccountField[], settings: Settings): AccountField[] => fields.filter(({ when }) => when?.(settings) ?? true);
export const isRequired = ({ required }: AccountField, settings: Settings): boolean => (typeof required === "function" ? required(settings) : (required ?? false));
