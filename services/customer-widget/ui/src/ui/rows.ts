/** What the thread shows, line by line: messages grouped by who wrote them, events as small lines. */
import type { Activity, BotButton } from "../chat/model";
import { isMessage, isOwn, stateOf, type SendState, type Timeline } from "../chat/timeline";
import { bodyView, type BodyView } from "../text/body";
import type { Key, Translate } from "../text/catalogue";

export type Row =
  | { kind: "line"; key: string; text: string; at: string }
  | {
      kind: "message";
      key: string;
      own: boolean;
      who: string;
      body: BodyView;
      at: string;
      state: SendState | null;
      /** First and last of a run by the same sender: name above, time and state below. */
      first: boolean;
      last: boolean;
      buttons: BotButton[];
    };

const GROUP_WITHIN = 3 * 60_000;

export function rows(timeline: Timeline, t: Translate): Row[] {
  const list: Row[] = [];
  for (const activity of timeline.activities) {
    const row = isMessage(activity) ? messageRow(activity, timeline, t) : lineRow(activity, t);
    if (row) list.push(row);
  }
  for (const { id, text, at, seq, failed, file } of timeline.pending) {
    const state = failed ? "failed" : seq === null ? "sending" : stateOf(timeline, seq);
    const attachment = file
      ? { name: file.name, type: file.mimeType, size: file.size, url: null, thumbnail: null, width: null, height: null }
      : null;
    const body = { text, attachment };
    list.push({ kind: "message", key: id, own: true, who: t("you"), body, at, state, first: true, last: true, buttons: [] });
  }
  group(list);
  return list;
}

function messageRow(activity: Activity, timeline: Timeline, t: Translate): Row {
  const own = isOwn(activity);
  return {
    kind: "message",
    key: activity.id,
    own,
    who: own ? t("you") : (activity.header.sender.senderName ?? t(roleOf(activity))),
    body: bodyView(activity.body),
    at: activity.at,
    state: own ? stateOf(timeline, activity.seq) : null,
    first: true,
    last: true,
    buttons: activity.body.buttons ?? [],
  };
}

function roleOf(activity: Activity): Key {
  if (activity.name === "BOT_MESSAGE") return "bot";
  return activity.name === "SYSTEM_MESSAGE" ? "system" : "agent";
}

/** The place in the queue has a line of its own at the bottom; repeating every step of it above would be noise. */
function lineRow({ id, at, name, body }: Activity, t: Translate): Row | null {
  const data = body.notificationData ?? {};
  const who = typeof data.agentName === "string" ? data.agentName : t("agent");
  const texts: Partial<Record<string, string>> = {
    CHANNEL_SESSION_STARTED: t("chatStarted"),
    CHANNEL_SESSION_ENDED: t("endedOther"),
    AGENT_SUBSCRIBED: t("joined", { name: who }),
    AGENT_UNSUBSCRIBED: t("left", { name: who }),
    NO_AGENT_AVAILABLE: t("noAgent"),
    CONVERSATION_PAUSED: t("paused"),
    CONVERSATION_RESUMED: t("continued"),
  };
  const text = texts[body.notificationType ?? name];
  return text === undefined ? null : { kind: "line", key: id, text, at };
}

function group(list: Row[]): void {
  list.forEach((row, i) => {
    const before = list[i - 1];
    if (row.kind !== "message" || before?.kind !== "message") return;
    const close = Date.parse(row.at) - Date.parse(before.at) < GROUP_WITHIN;
    if (before.own !== row.own || before.who !== row.who || !close) return;
    row.first = false;
    before.last = false;
  });
  // Only the newest words of a bot can still be answered by its buttons.
  const answered = list.findLastIndex((row) => row.kind === "message" && row.own);
  list.forEach((row, i) => {
    if (row.kind === "message" && i < answered) row.buttons = [];
  });
}
