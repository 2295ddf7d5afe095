/** States, roles and reasons as people say them. */
import type { Key } from "../../text/translate";

const ROLES: Readonly<Record<string, Key>> = {
  PRIMARY: "rolePrimary",
  ASSISTANT: "roleAssistant",
  WRAP_UP: "roleWrapUp",
  SILENT_MONITOR: "roleSilentMonitor",
  WHISPER: "roleConsulted",
};

/** Why work on a conversation ended, where that is more than what the lines around it say. */
const REASONS: Readonly<Record<string, Key>> = {
  RONA: "whyRona",
  DECLINED: "whyDeclined",
  CANCELLED: "whyCancelled",
  NO_AGENT_AVAILABLE: "evNoAgent",
  AGENT_LOGOUT: "whyLogout",
  FORCE_CLOSED: "whyForced",
  REROUTE: "whyRerouted",
  QUEUE_FULL: "whyQueueFull",
  RESPONSE_TIMEOUT: "whyResponseTimeout",
};

/** A role that nobody taught us is shown as it is. */
export const roleOf = (role: string, t: (key: Key) => string): string => {
  const key = ROLES[role];
  return key ? t(key) : role.toLowerCase().replaceAll("_", " ");
};

/** What a change of a task means to who reads the thread; none if the lines around it say it already. */
export function taskWord(state: string, reason: string): Key | null {
  if (state === "WRAP_UP") return "evWrappingUp";
  return REASONS[reason] ?? null;
}

/** The topic's states are derived from who is there, which has lines of its own; only its end is news. */
export const topicWord = (state: string): Key | null => (state === "CLOSED" ? "evClosed" : null);
