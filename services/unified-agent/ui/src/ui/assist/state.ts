/** Who helps in a conversation, and who was asked: read from the log, like everything else. */
import type { Activity } from "../../store/model";
import type { Thread } from "../../store/thread";

export interface Invitation {
  requestId: string;
  kind: "CONSULT" | "CONFERENCE";
  /** Whom it rings at; none while nobody was found. */
  name: string | null;
}

const KINDS: Record<string, Invitation["kind"]> = { CONSULT: "CONSULT", DIRECT_CONFERENCE: "CONFERENCE" };
const word = (activity: Activity, key: string): string => {
  const value = activity.body.notificationData?.[key];
  return typeof value === "string" ? value : "";
};

/** What was asked and is neither accepted nor over. */
export function invitations(activities: readonly Activity[]): Invitation[] {
  const open = new Map<string, Invitation>();
  for (const activity of activities) {
    const id = word(activity, "requestId");
    const kind = KINDS[word(activity, "direction")];
    switch (activity.name) {
      case "TASK_ENQUEUED":
        if (kind) open.set(id, { requestId: id, kind, name: null });
        break;
      case "AGENT_RESERVED": {
        const asked = open.get(id);
        if (asked) open.set(id, { ...asked, name: word(activity, "agentName") || null });
        break;
      }
      case "COLLEAGUE_JOINED":
      case "AGENT_SUBSCRIBED":
        open.delete(id);
        break;
      case "TASK_STATE_CHANGED":
        // An attempt that ended leaves the request waiting; the end of the request has no task.
        if (word(activity, "state") === "CLOSED" && word(activity, "taskId") === "") open.delete(id);
        break;
      default:
    }
  }
  return [...open.values()];
}

/** Colleagues who advise: the customer does not see them. */
export const advisers = (thread: Thread, me: string | null) =>
  thread.conversation.participants.filter((one) => one.type === "AGENT" && one.active && one.role === "ASSISTANT" && one.id !== me && one.taskId);

/** What somebody may do who came for colleagues only. */
export function part(direction: string | undefined): "advise" | "whisper" | "listen" | null {
  if (direction === "CONSULT") return "advise";
  if (direction === "WHISPER") return "whisper";
  return direction === "SILENT_MONITOR" ? "listen" : null;
}
