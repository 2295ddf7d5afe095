/** What the thread shows, line by line: messages grouped by who wrote them, events as small lines. */
import type { Activity, BotButton } from "../chat/model";
import { isMessage, isOwn, stateOf, type SendState, type Timeline } from "../chat/timeline";
import { foldOnce, plainView, summary, type BodyView, type Reaction, type Shown } from "../messages";
import type { Key, Translate } from "../text/catalogue";

export type Row =
  | { kind: "line"; key: string; text: string; at: string }
  | {
      kind: "message";
      key: string;
      own: boolean;
      who: string;
      body: BodyView;
      edited: boolean;
      deleted: boolean;
      reactions: Reaction[];
      quote: Quote | null;
      at: string;
      state: SendState | null;
      /** First and last of a run by the same sender: name above, time and state below. */
      first: boolean;
      last: boolean;
      buttons: BotButton[];
    };

/** What a message answers, in one line. */
export interface Quote {
  id: string;
  who: string;
  words: string;
}

const GROUP_WITHIN = 3 * 60_000;

export function rows(timeline: Timeline, t: Translate): Row[] {
  const list: Row[] = [];
  const { shown, absorbed } = foldOnce(timeline.activities);
  for (const activity of timeline.activities) {
    if (absorbed.has(activity.seq)) continue;
    const message = shown.get(activity.id);
    const row = isMessage(activity) && message ? messageRow(message, shown, timeline, t) : lineRow(activity, t);
    if (row) list.push(row);
  }
  for (const { id, text, at, seq, failed, file } of timeline.pending) {
    const state = failed ? "failed" : seq === null ? "sending" : stateOf(timeline, seq);
    const attachment = file
      ? { name: file.name, type: file.mimeType, size: file.size, url: null, thumbnail: null, width: null, height: null }
      : null;
    const body = plainView(text, attachment);
    list.push({ kind: "message", key: id, own: true, who: t("you"), body, at, state, first: true, last: true, buttons: [], ...UNTOUCHED });
  }
  group(list);
  return list;
}

const UNTOUCHED = { edited: false, deleted: false, reactions: [], quote: null };

type Message = Shown<Activity>;

function messageRow(message: Message, shown: ReadonlyMap<string, Message>, timeline: Timeline, t: Translate): Row {
  const { row: activity, deleted } = message;
  const own = isOwn(activity);
  return {
    kind: "message",
    key: activity.id,
    own,
    who: whoOf(activity, t),
    body: message.view,
    edited: message.edited !== null && !deleted,
    deleted,
    reactions: message.reactions,
    quote: quoteOf(message, shown, t),
    at: activity.at,
    state: own ? stateOf(timeline, activity.seq) : null,
    first: true,
    last: true,
    buttons: deleted ? [] : (activity.body.buttons ?? []),
  };
}

const whoOf = (activity: Activity, t: Translate): string => (isOwn(activity) ? t("you") : (activity.header.sender.senderName ?? t(roleOf(activity))));

function quoteOf({ quote }: Message, shown: ReadonlyMap<string, Message>, t: Translate): Quote | null {
  if (quote === null) return null;
  const quoted = shown.get(quote.id);
  return quoted ? { id: quote.id, who: whoOf(quoted.row, t), words: summary(quoted.view, t) } : { id: quote.id, who: "", words: t("kindEarlier") };
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
