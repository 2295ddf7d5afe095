/**
 * Rows of the log, folded into what people see: an edit changes the message it is of, a deletion empties it, reactions hang on it.
 * The log itself is never changed; only what is shown is. Pure, and the same for desk, widget and transcript.
 */
import { bodyView, type Body, type BodyView } from "./content";
import { emojiOf, isReaction } from "./reaction";
import { text } from "./untrusted";

/** As much of a row as is read here. */
export interface Row {
  id: string;
  seq: number;
  name: string;
  at: string;
  header: { sender: { id: string; type: string; senderName?: string }; intent?: string; originalMessageId?: string | null };
  body: Body;
}

export interface Reaction {
  emoji: string;
  /** Who it is of, each once. */
  by: { id: string; type: string; senderName?: string }[];
}

export interface Shown<R extends Row> {
  row: R;
  view: BodyView;
  /** When its words were last changed. */
  edited: string | null;
  deleted: boolean;
  reactions: Reaction[];
  /** The message it answers; `of` is null if that is not among the rows. */
  quote: { id: string; of: R | null } | null;
}

export interface Folded<R extends Row> {
  /** By the message’s id. */
  shown: ReadonlyMap<string, Shown<R>>;
  /** Rows that are shown at another one. */
  absorbed: ReadonlySet<number>;
}

type Change = "edit" | "deletion" | "reaction";

/** What a row does to another message; null if it is one itself. */
export function changeOf({ name, header, body }: Row): Change | null {
  if (!SPOKEN.has(name)) return null;
  if (isReaction(body)) return "reaction";
  const kind = body.type === "CUSTOM" ? text(body.jsonNode, "kind") : "";
  if (body.type === "DELETEDNOTIFICATION" || kind === "deleted") return "deletion";
  return header.intent === "UPDATE" || kind === "edited" ? "edit" : null;
}

const SPOKEN = new Set(["CUSTOMER_MESSAGE", "AGENT_MESSAGE", "BOT_MESSAGE", "SYSTEM_MESSAGE", "WHISPER_MESSAGE"]);

export function fold<R extends Row>(rows: readonly R[]): Folded<R> {
  const shown = new Map<string, Shown<R>>();
  const absorbed = new Set<number>();
  /** Where a message went that was absorbed: an edit of an edit is one of the original. */
  const roots = new Map<string, string>();
  for (const row of rows) {
    if (!SPOKEN.has(row.name)) continue;
    const named = row.header.originalMessageId ?? "";
    const original = shown.get(roots.get(named) ?? named);
    const change = changeOf(row);
    if (change !== null && original && apply(original, row, change)) {
      absorbed.add(row.seq);
      roots.set(row.id, original.row.id);
      continue;
    }
    // Taken back from a message nobody sees: nothing to say.
    if (change === "reaction" && emojiOf(row.body) === null) {
      absorbed.add(row.seq);
      continue;
    }
    shown.set(row.id, {
      row,
      view: bodyView(row.body),
      edited: change === "edit" ? row.at : null,
      deleted: change === "deletion",
      reactions: [],
      quote: change === null && named !== "" ? { id: original?.row.id ?? named, of: original?.row ?? null } : null,
    });
  }
  return { shown, absorbed };
}

/** False if it is not theirs to change. */
function apply<R extends Row>(original: Shown<R>, row: R, change: Change): boolean {
  if (change === "reaction") {
    react(original, row);
    return true;
  }
  // Everybody changes only their own words, whatever a client of theirs names.
  if (original.row.header.sender.type !== row.header.sender.type || original.row.name !== row.name) return false;
  if (change === "deletion") {
    original.deleted = true;
    original.view = bodyView({ type: "DELETEDNOTIFICATION" });
    original.reactions = [];
    original.quote = null;
  } else if (!original.deleted) {
    original.edited = row.at;
    // The file stays: providers let people change the words of it.
    const { text: words, attachment } = bodyView(row.body);
    original.view = { ...original.view, text: words, attachment: attachment ?? original.view.attachment };
  }
  return true;
}

/** One of each person: a new one takes the place of the one before. */
function react<R extends Row>(original: Shown<R>, row: R): void {
  if (original.deleted) return;
  const { sender } = row.header;
  const left = original.reactions
    .map((reaction) => ({ ...reaction, by: reaction.by.filter(({ id }) => id !== sender.id) }))
    .filter(({ by }) => by.length > 0);
  const emoji = emojiOf(row.body);
  if (emoji !== null) {
    const same = left.find((reaction) => reaction.emoji === emoji);
    if (same) same.by.push(sender);
    else left.push({ emoji, by: [sender] });
  }
  original.reactions = left;
}

const known = new WeakMap<readonly Row[], Folded<Row>>();

/** The same rows are folded once, however many ask. */
export function foldOnce<R extends Row>(rows: readonly R[]): Folded<R> {
  const found = known.get(rows) ?? fold(rows);
  known.set(rows, found);
  return found as Folded<R>;
}
