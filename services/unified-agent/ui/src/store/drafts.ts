/** Unfinished answers, kept per conversation until they are sent; a reload or a crash costs no word. */

const PREFIX = "switchboard.draft.";
const MAX_AGE = 7 * 86_400_000;

export interface Draft {
  text: string;
  note: boolean;
  /** The message that is answered. */
  replyTo: string | null;
  /** The row of the suggestion that is being changed. */
  suggestionSeq: number | null;
}

const NONE: Draft = { text: "", note: false, replyTo: null, suggestionSeq: null };

export function loadDraft(conversationId: string): Draft {
  try {
    const stored = JSON.parse(localStorage.getItem(PREFIX + conversationId) ?? "null") as Partial<Draft> | null;
    return { ...NONE, ...stored };
  } catch {
    return NONE;
  }
}

export function saveDraft(conversationId: string, draft: Draft): void {
  try {
    if (draft.text === "") localStorage.removeItem(PREFIX + conversationId);
    else localStorage.setItem(PREFIX + conversationId, JSON.stringify({ ...draft, at: Date.now() }));
  } catch {
    // Storage full or blocked: the draft lives as long as the page.
  }
}

/** Conversations end without their draft being sent; old ones would pile up with customers' data in them. */
export function dropOldDrafts(now = Date.now()): void {
  try {
    for (const key of Object.keys(localStorage)) {
      if (!key.startsWith(PREFIX)) continue;
      const { at } = JSON.parse(localStorage.getItem(key) ?? "{}") as { at?: number };
      if (!at || now - at > MAX_AGE) localStorage.removeItem(key);
    }
  } catch {
    // Nothing to clean where nothing can be stored.
  }
}
