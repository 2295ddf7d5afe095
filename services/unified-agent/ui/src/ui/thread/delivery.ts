/** What providers could not do with messages: the log has a row for it, the desk shows it at the message. Pure, so it can be tested. */
import type { Activity } from "../../store/model";

export interface Notice {
  status: "FAILED" | "UNKNOWN";
  reason: string;
  outboundId: string;
  /** What becomes of a message in doubt: people are asked, it goes out once more by itself, or it is left. */
  whenUnknown: "ASK" | "RESEND" | "LEAVE";
}

const NAMES = new Set(["DELIVERY_FAILED", "DELIVERY_UNKNOWN", "DELIVERY_CONFIRMED"]);

/** The notice of each message that has one now, and the rows that need no line of their own. */
export function noticesOf(activities: readonly Activity[]): { notices: Map<string, Notice>; shown: Set<number> } {
  const notices = new Map<string, Notice>();
  const shown = new Set<number>();
  const held = new Set(activities.map((activity) => activity.id));
  for (const activity of activities) {
    if (!NAMES.has(activity.name)) continue;
    const body = activity.body as unknown as Record<string, unknown>;
    const text = (key: string): string => (typeof body[key] === "string" ? body[key] : "");
    const message = text("messageId");
    if (held.has(message)) shown.add(activity.seq);
    const status = text("status");
    // A later row takes an earlier one back.
    if (status !== "FAILED" && status !== "UNKNOWN") {
      notices.delete(message);
      continue;
    }
    const told = text("whenUnknown");
    const whenUnknown = told === "RESEND" || told === "LEAVE" ? told : "ASK";
    notices.set(message, { status, reason: text("reason") || text("reasonCode") || text("errorClass"), outboundId: text("outboundId"), whenUnknown });
  }
  return { notices, shown };
}
