/** What the thread pane shows: day lines, groups of bubbles, small lines for events. Pure, so it can be tested. */
import { foldOnce, plainView, summary, type BodyView, type Reaction, type Shown } from "@switchboard/customer-widget/messages";
import type { Activity } from "../../store/model";
import { customerMark, type Pending, type Thread } from "../../store/thread";
import { channelLabel } from "./channels";
import { noticesOf, type Notice } from "./delivery";
import { roleOf, taskWord, topicWord } from "./states";
import { dayOf } from "../../text/time";
import type { Key, Translate } from "../../text/translate";

export type Side = "customer" | "own" | "colleague" | "bot" | "note";
export type Mark = "sending" | "sent" | "delivered" | "read" | "failed";

export interface Bubble {
  id: string;
  body: BodyView;
  at: string;
  mark: Mark | null;
  error: string | null;
  buttons: string[];
  /** What the provider could not do with it. */
  notice: Notice | null;
  /** Why a customer’s file is not there. */
  missing: string | null;
  edited: boolean;
  deleted: boolean;
  reactions: Reaction[];
  quote: Quote | null;
}

/** What a message answers, in one line. */
export interface Quote {
  id: string;
  who: string;
  words: string;
}

export type Item =
  | { kind: "day"; key: string; text: string }
  | { kind: "event"; key: string; text: string; at: string }
  | { kind: "group"; key: string; side: Side; who: string; channel: string | null; bubbles: Bubble[] };

const TOGETHER = 3 * 60_000;
/** Suggestions have their place above the composer, while they are of use. */
const ASIDE = new Set(["BOT_SUGGESTION", "SUGGESTION_SETTLED"]);

interface Context {
  me: string | null;
  now: number;
  language: string;
  t: Translate;
}

/** `from`: the number of the first row that is drawn; what it builds on is known all the same. */
export function threadItems(thread: Thread, context: Context, from = 0): Item[] {
  const items: Item[] = [];
  let day = "";
  const startDay = (at: string) => {
    const text = dayOf(at, context.now, context.language, context.t);
    if (text !== day) items.push({ kind: "day", key: `day ${at}`, text });
    day = text;
  };
  const { notices, shown } = noticesOf(thread.activities);
  const folded = foldOnce(thread.activities);
  for (const activity of thread.activities) {
    if (activity.seq < from || shown.has(activity.seq) || folded.absorbed.has(activity.seq) || ASIDE.has(activity.name)) continue;
    const notice = notices.get(activity.id) ?? null;
    const message = folded.shown.get(activity.id);
    if (message) {
      startDay(activity.at);
      const quote = quoteOf(message.quote?.id ?? null, folded.shown, context);
      const head = { side: sideOf(activity, context.me), who: nameOf(activity, context), channel: channelOf(thread, activity.header.channelSessionId) };
      addBubble(items, head, { ...bubbleOf(message, thread, context.me, notice), quote });
      continue;
    }
    const line = eventText(activity, context.t);
    if (line === null) continue;
    startDay(activity.at);
    items.push({ kind: "event", key: activity.id, text: line, at: activity.at });
  }
  for (const message of thread.pending) {
    startDay(message.at);
    const mark = message.failed !== null ? "failed" : message.seq === null ? "sending" : "sent";
    const quote = quoteOf(message.replyTo ?? null, folded.shown, context);
    const bubble: Bubble = { ...UNTOUCHED, id: message.id, body: pendingBody(message), at: message.at, mark, error: message.failed, quote };
    const side = message.kind === "WHISPER_MESSAGE" ? "note" : "own";
    addBubble(items, { side, who: context.t("you"), channel: channelOf(thread, message.channelSessionId) }, bubble);
  }
  return items;
}

const UNTOUCHED = { buttons: [], notice: null, missing: null, edited: false, deleted: false, reactions: [] };

function pendingBody({ text, file }: Pending): BodyView {
  if (!file) return plainView(text);
  return plainView(text, { name: file.name, type: file.mimeType, size: file.size, url: null, thumbnail: null, width: null, height: null });
}

export function quoteOf(id: string | null, shown: ReadonlyMap<string, Shown<Activity>>, context: Pick<Context, "me" | "t">): Quote | null {
  if (id === null) return null;
  const quoted = shown.get(id);
  if (!quoted) return { id, who: "", words: context.t("kindEarlier") };
  return { id, who: nameOf(quoted.row, context), words: summary(quoted.view, context.t) };
}

/** On which channel something was said, where there is more than one. */
function channelOf(thread: Thread, sessionId: string | null | undefined): string | null {
  const { sessions } = thread.conversation;
  const several = new Set(sessions.map(({ channelName, serviceIdentifier }) => `${channelName} ${serviceIdentifier}`)).size > 1;
  const session = sessions.find(({ id }) => id === sessionId);
  return several && session ? channelLabel(session, []) : null;
}

interface Head {
  side: Side;
  who: string;
  channel: string | null;
}

function addBubble(items: Item[], { side, who, channel }: Head, bubble: Bubble): void {
  const last = items.at(-1);
  const previous = last?.kind === "group" ? last.bubbles.at(-1) : undefined;
  const close = previous && Date.parse(bubble.at) - Date.parse(previous.at) < TOGETHER;
  if (last?.kind === "group" && last.side === side && last.who === who && last.channel === channel && close) last.bubbles.push(bubble);
  else items.push({ kind: "group", key: bubble.id, side, who, channel, bubbles: [bubble] });
}

function sideOf(activity: Activity, me: string | null): Side {
  switch (activity.name) {
    case "CUSTOMER_MESSAGE":
      return "customer";
    case "WHISPER_MESSAGE":
      return "note";
    case "AGENT_MESSAGE":
      return activity.header.sender.id === me ? "own" : "colleague";
    default:
      return "bot";
  }
}

const ROLE: Record<Side, Key> = { customer: "customer", own: "you", colleague: "colleague", bot: "bot", note: "colleague" };

export function nameOf(activity: Activity, { me, t }: Pick<Context, "me" | "t">): string {
  const { sender } = activity.header;
  if (sender.id === me) return t("you");
  if (activity.name === "SYSTEM_MESSAGE") return t("system");
  return sender.senderName ?? t(ROLE[sideOf(activity, me)]);
}

function bubbleOf(message: Shown<Activity>, thread: Thread, me: string | null, notice: Notice | null): Omit<Bubble, "quote"> {
  const { row: activity, deleted } = message;
  const side = sideOf(activity, me);
  return {
    id: activity.id,
    body: message.view,
    at: activity.at,
    mark: side === "own" && !notice ? customerMark(thread, activity.seq) : null,
    error: null,
    buttons: deleted ? [] : (activity.body.buttons?.map((button) => button.title) ?? []),
    notice,
    missing: deleted ? null : (activity.body.attachment?.problem ?? null),
    edited: message.edited !== null && !deleted,
    deleted,
    reactions: message.reactions,
  };
}

type Data = Record<string, unknown>;
const text = (data: Data, key: string): string => (typeof data[key] === "string" ? data[key] : "");

/** A name nobody taught us is shown as it is: better a strange line than a missing one. None where it adds nothing to the lines around it. */
export function eventText(activity: Activity, t: Translate): string | null {
  const data: Data = activity.body.notificationData ?? {};
  const name = text(data, "agentName") || text(data, "name");
  const said = (word: Key | null) => (word === null ? null : t(word, { name }));
  switch (activity.body.notificationType ?? activity.name) {
    case "CHANNEL_SESSION_STARTED":
      return t("evStarted", { channel: text(data, "channelName") || "Web" });
    case "CHANNEL_SESSION_ENDED":
      return t("evEnded");
    case "AGENT_SUBSCRIBED":
      return t("evJoined", { name });
    case "AGENT_UNSUBSCRIBED":
      return t("evLeft", { name });
    case "COLLEAGUE_JOINED":
      return t(text(data, "role") === "SILENT_MONITOR" ? "evListening" : "evColleagueJoined", { name });
    case "COLLEAGUE_LEFT":
      return t("evColleagueLeft", { name });
    case "TASK_ENQUEUED":
      if (text(data, "direction") === "CONSULT") return t("evAsked", { queue: text(data, "queueName") });
      return t("evQueued", { queue: text(data, "queueName") });
    case "NO_AGENT_AVAILABLE":
      return t("evNoAgent");
    case "CONVERSATION_PAUSED":
      return t("evPaused");
    case "CONVERSATION_RESUMED":
      return t("evResumed");
    case "AGENT_RESERVED":
      return t("evReserved", { name });
    case "BOT_SUBSCRIBED":
      return t("evBot");
    case "PARTICIPANT_ROLE_CHANGED":
      return t("evRole", { name, role: roleOf(text(data, "role"), t) });
    case "TASK_STATE_CHANGED":
      return said(taskWord(text(data, "state"), text(data, "reasonCode")));
    case "TOPIC_STATE_CHANGE_EVENT":
      return said(topicWord(text(data, "state")));
    case "ACTION_MESSAGE":
      return t("evFindAgent", { queue: text(data, "queue") || text(data, "name") });
    case "WRAPUP_APPLIED":
      return wrapUpText(activity, t);
    case "CONVERSATION_DATA_CHANGED":
      return t("evData");
    default:
      return activity.name;
  }
}

function wrapUpText(activity: Activity, t: Translate): string {
  const codes = (activity.body.wrapups ?? []).map((code) => `${code.categoryName}: ${code.value}`).join(", ");
  const line = t("evWrapUp", { codes: codes || t("evWrapUpNone") });
  return activity.body.note ? `${line} – ${activity.body.note}` : line;
}
