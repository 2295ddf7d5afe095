import { expect, test } from "vitest";
import type { Activity } from "../../store/model";
import type { Thread } from "../../store/thread";
import { filesOf, isPicture, neighbour } from "./gallery";

const row = (seq: number, attachment: object | null, name = "CUSTOMER_MESSAGE"): Activity => ({
  id: `m${seq}`,
  conversationId: "c",
  seq,
  prev: seq - 1,
  name,
  at: "2026-11-22T10:00:00Z",
  header: { sender: { id: "x", type: "CUSTOMER", senderName: "Ana" } },
  body: attachment === null ? { type: "PLAIN", markdownText: "hello" } : { type: "FILE", attachment },
});

const thread = (activities: Activity[]) => ({ activities }) as unknown as Thread;

test("a conversation's files are those that can be had, newest first", () => {
  const files = filesOf(
    thread([
      row(1, { mediaName: "a.png", mediaUrl: "/a", thumbnail: "/t" }),
      row(2, null),
      row(3, { mediaName: "named only" }),
      row(4, { mediaName: "b.pdf", mediaUrl: "/b" }),
    ]),
  );
  expect(files.map((file) => file.attachment.name)).toEqual(["b.pdf", "a.png"]);
  expect(files.map(isPicture)).toEqual([false, true]);
});

test("going on from picture to picture ends at the first and the last", () => {
  const pictures = filesOf(thread([1, 2, 3].map((seq) => row(seq, { mediaUrl: "/x", thumbnail: "/t" }))));
  expect(neighbour(pictures, "m2", 1)).toBe("m3");
  expect(neighbour(pictures, "m2", -1)).toBe("m1");
  expect(neighbour(pictures, "m3", 1)).toBe("m3");
  expect(neighbour(pictures, "m1", -1)).toBe("m1");
});
