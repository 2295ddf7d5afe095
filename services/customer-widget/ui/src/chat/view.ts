/** What the screen knows about the chat. */
import type { Chosen } from "../files/uploads";
import type { SocketState } from "../socket";
import type { Draft } from "./drafts";
import type { Wait } from "./model";
import * as timeline from "./timeline";

export type Phase = "loading" | "form" | "starting" | "live" | "ended";

export interface ChatView {
  phase: Phase;
  timeline: timeline.Timeline;
  connection: SocketState;
  /** Everything missed has been read; until then the thread may be behind. */
  resumed: boolean;
  typing: string | null;
  /** An answer that is coming; the message of the log takes its place. */
  draft: Draft | null;
  /** What was said last of the place in line; the row that began the wait goes by itself. */
  wait: Wait | null;
  endReason: string | null;
  problem: "refused" | "server" | null;
  seenSeq: number;
  /** Files on their way, and those that came to nothing. */
  uploads: readonly Chosen[];
}

export const firstView: ChatView = {
  phase: "loading",
  timeline: timeline.emptyTimeline,
  connection: { status: "idle" },
  resumed: false,
  typing: null,
  draft: null,
  wait: null,
  endReason: null,
  problem: null,
  seenSeq: 0,
  uploads: [],
};
