import type { Api } from "../api/client";
import type { Key, Translate } from "../text/translate";

/** How a channel does, as its connector saw it since it started. */
export interface Health {
  state: "green" | "yellow" | "red" | "grey";
  lastWebhookAt: string | null;
  lastSentAt: string | null;
  refusedWebhooks: number;
  lastRefusedWebhookAt: string | null;
  lastRefusedWebhookReason: string | null;
  lastRefusal: { at: string; class: string; code: string; text: string } | null;
  open: number;
  rejected: number;
  sending: number;
}

export const readHealth = (api: Api, pod: string, channel: string): Promise<Health> => api.get(`/${pod}/v1/channels/${encodeURIComponent(channel)}/health`) as Promise<Health>;

export const STATES: Readonly<Record<Health["state"], Key>> = { green: "healthGreen", yellow: "healthYellow", red: "healthRed", grey: "healthGrey" };
const REASONS: Readonly<Record<string, Key>> = { missing: "healthMissing", wrong: "healthWrong", not_configured: "healthNotConfigured" };

/** The state in a sentence that says what to do. */
export function sentence({ state, lastRefusedWebhookReason, lastRefusal }: Health, t: Translate): string {
  switch (state) {
    case "green":
      return t("healthGreenHint");
    case "yellow": {
      const reason = REASONS[lastRefusedWebhookReason ?? ""];
      return t("healthYellowHint", { why: reason ? t(reason) : (lastRefusedWebhookReason ?? "") });
    }
    case "red":
      return t("healthRedHint", { why: lastRefusal ? `${lastRefusal.text || lastRefusal.class} (${lastRefusal.code})` : "" });
    case "grey":
      return t("healthGreyHint");
  }
}
