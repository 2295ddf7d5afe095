/** Answers sent but not yet acknowledged, kept for this tab: after a reload they go out again under the same id. */
import type { Pending } from "./thread";

const PREFIX = "switchboard.unsent.";
export type Unsent = Omit<Pending, "seq" | "failed">;

export function keep(message: Unsent): void {
  try {
    sessionStorage.setItem(PREFIX + message.id, JSON.stringify(message));
  } catch {
    // Without storage the message still goes out as long as the page lives.
  }
}

export function drop(id: string): void {
  try {
    sessionStorage.removeItem(PREFIX + id);
  } catch {
    // See above.
  }
}

export function kept(conversationId: string): Unsent[] {
  try {
    return Object.keys(sessionStorage)
      .filter((key) => key.startsWith(PREFIX))
      .map((key) => JSON.parse(sessionStorage.getItem(key) ?? "null") as Unsent | null)
      .filter((message): message is Unsent => message?.conversationId === conversationId)
      .sort((a, b) => a.at.localeCompare(b.at));
  } catch {
    return [];
  }
}
