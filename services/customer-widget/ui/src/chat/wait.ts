/** Where the customer stands while an agent is looked for. */
import type { Activity, Wait } from "./model";
import type { Timeline } from "./timeline";

/** Rows behind which nobody waits any more; of what becomes of tasks a customer is shown only that the wait is over. */
const ENDS = new Set(["AGENT_SUBSCRIBED", "NO_AGENT_AVAILABLE", "TASK_STATE_CHANGED", "CHANNEL_SESSION_ENDED"]);

export const endsWait = (activity: Activity): boolean => ENDS.has(activity.body.notificationType ?? "");

/** None while nobody waits. What was said since the wait began goes before what its row says: that was true then. */
export function standing(timeline: Timeline, said: Wait | null): Wait | null {
  for (let i = timeline.activities.length - 1; i >= 0; i -= 1) {
    const activity = timeline.activities[i];
    if (!activity || endsWait(activity)) return null;
    if (activity.body.notificationType !== "TASK_ENQUEUED") continue;
    const { position } = activity.body.notificationData ?? {};
    return said ?? { position: typeof position === "number" ? position : 0, estimatedWait: null };
  }
  return null;
}
