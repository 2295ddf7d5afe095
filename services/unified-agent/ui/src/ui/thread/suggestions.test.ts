import { expect, test } from "vitest";
import type { Activity } from "../../store/model";
import type { Pending } from "../../store/thread";
import { suggestionsOf } from "./suggestions";

const row = (seq: number, name: string, body: Activity["body"] = { type: "PLAIN", markdownText: `words ${seq}` }): Activity => ({
  ...{ id: `a${seq}`, conversationId: "c", seq, prev: seq - 1, name, at: "" },
  ...{ header: { sender: { id: "bot", type: "BOT", senderName: "Robin" } }, body },
});
const settled = (seq: number, suggestionId: string) => row(seq, "SUGGESTION_SETTLED", { type: "NOTIFICATION", notificationData: { suggestionId, outcome: "IGNORED" } });
const shown = (activities: Activity[], pending: Pending[] = []) => suggestionsOf(activities, pending).map(({ seq }) => seq);

test("a suggestion stands until an agent has answered", () => {
  const rows = [row(1, "CUSTOMER_MESSAGE"), row(2, "BOT_SUGGESTION")];
  expect(suggestionsOf(rows, [])).toEqual([{ id: "a2", seq: 2, who: "Robin", text: "words 2" }]);
  expect(shown([...rows, row(3, "CUSTOMER_MESSAGE"), row(4, "WHISPER_MESSAGE")])).toEqual([2]);
  expect(shown([...rows, row(3, "AGENT_MESSAGE")])).toEqual([]);
});

test("what somebody used or put away is gone, and so is what is on its way from here", () => {
  const rows = [row(1, "BOT_SUGGESTION"), row(2, "BOT_SUGGESTION"), settled(3, "a1")];
  expect(shown(rows)).toEqual([2]);
  expect(shown(rows, [{ suggestionSeq: 2 } as Pending])).toEqual([]);
});

test("only the newest few are shown, and none without words", () => {
  const rows = [1, 2, 3, 4].map((seq) => row(seq, "BOT_SUGGESTION"));
  expect(shown([...rows, row(5, "BOT_SUGGESTION", { type: "PLAIN", markdownText: " " })])).toEqual([2, 3, 4]);
});
