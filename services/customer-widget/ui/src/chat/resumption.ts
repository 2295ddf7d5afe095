/** What the server says when a visitor comes back (CHAT_RESUMED in web-channel-manager's PROTOCOL.md). */
import { passes } from "../socket/passing";
import type { Activity } from "./model";

export interface Resumed {
  isChatAvailable?: boolean;
  /** Beside a refusal: why, as an HTTP status. */
  code?: number;
  data?: { activities?: Activity[]; seq?: number } | null;
}

/** A server that cannot look now says no chat is available, too: that must not end one that is. */
export const isUnanswered = (answer: Resumed): boolean => answer.isChatAvailable !== true && passes(answer.code);
