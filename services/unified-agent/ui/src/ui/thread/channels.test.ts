import { expect, test } from "vitest";
import type { Activity, ChannelSession } from "../../store/model";
import type { Thread } from "../../store/thread";
import { channelLabel, channelsOf, chosenChannel } from "./channels";
import { answerable, earlier } from "./replying";

const session = (id: string, channelName: string, active = true): ChannelSession => ({
  ...{ id, channelName, channelType: "WEB", serviceIdentifier: `to ${id}`, active, startedAt: `2026-11-21T10:0${id.slice(1)}:00.000Z` },
});

let last = 0;
const wrote = (name: string, channelSessionId: string | null, over: Partial<Activity> = {}): Activity => {
  last += 1;
  const sender = { id: name === "CUSTOMER_MESSAGE" ? "c" : "me", type: name === "CUSTOMER_MESSAGE" ? "CUSTOMER" : "AGENT" };
  return { id: `m${last}`, conversationId: "x", seq: last, prev: last - 1, name, at: "", header: { sender, channelSessionId }, body: { type: "PLAIN", markdownText: "x" }, ...over };
};
const thread = (sessions: ChannelSession[], activities: Activity[]) => ({ conversation: { sessions }, activities }) as unknown as Thread;

test("answers go where the customer wrote last, of the channels that are live", () => {
  const sessions = [session("s1", "Web chat"), session("s2", "WhatsApp"), session("s3", "SMS", false)];
  const activities = [wrote("CUSTOMER_MESSAGE", "s2"), wrote("CUSTOMER_MESSAGE", "s1"), wrote("CUSTOMER_MESSAGE", "s3"), wrote("AGENT_MESSAGE", "s2")];
  const channels = channelsOf(thread(sessions, activities));
  expect(channels.live.map(({ id }) => id)).toEqual(["s1", "s2"]);
  expect(chosenChannel(channels, null)).toBe("s1");
  expect(chosenChannel(channels, "s2")).toBe("s2");
  // One that ended meanwhile is not chosen any more.
  expect(chosenChannel(channels, "s3")).toBe("s1");
});

test("who has not written on any is answered on the newest; with one channel nothing is chosen", () => {
  expect(chosenChannel(channelsOf(thread([session("s1", "Web"), session("s2", "WhatsApp")], [])), null)).toBe("s2");
  expect(chosenChannel(channelsOf(thread([session("s1", "Web")], [wrote("CUSTOMER_MESSAGE", "s1")])), "s1")).toBeNull();
  expect(chosenChannel(channelsOf(thread([], [])), null)).toBeNull();
});

test("two sessions of one channel are told apart", () => {
  const two = [session("s1", "WhatsApp"), session("s2", "WhatsApp"), session("s3", "SMS")];
  expect(two.map((one) => channelLabel(one, two))).toEqual(["WhatsApp · to s1", "WhatsApp · to s2", "SMS"]);
});

test("quoting begins with the customer's newest and goes back; notes and what was deleted are passed over", () => {
  const first = wrote("CUSTOMER_MESSAGE", null);
  const gone = wrote("CUSTOMER_MESSAGE", null);
  const deletion = wrote("CUSTOMER_MESSAGE", null, { body: { type: "DELETEDNOTIFICATION" }, header: { sender: { id: "c", type: "CUSTOMER" }, originalMessageId: gone.id } });
  const second = wrote("CUSTOMER_MESSAGE", null);
  const rows = thread([], [first, gone, deletion, wrote("WHISPER_MESSAGE", null), second, wrote("AGENT_MESSAGE", null)]);
  expect(answerable(rows)).toEqual([`m${last}`, second.id, first.id]);
  expect([earlier(rows, null), earlier(rows, second.id), earlier(rows, first.id)]).toEqual([second.id, first.id, first.id]);
  expect(earlier(thread([], []), null)).toBeNull();
});
