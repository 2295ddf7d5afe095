import { expect, test } from "vitest";
import type { Shelves } from "../api/library";
import { KIND_NAMES, type KindName } from "../api/documents";
import { checkFields, messageFor, within } from "./check";
import type { AnySection } from "./kind";
import { changes, differences, merged } from "./merge";
import { keysOf, read, same, written } from "./path";
import { rulesName } from "./rulesText";
import { usesOf } from "./uses";

test("fields by the server's paths", () => {
  const queue = { steps: [{ expression: "a" }, { expression: "b" }], wrapUp: { enabled: true } };
  expect(keysOf("steps[1].expression")).toEqual(["steps", 1, "expression"]);
  expect(read(queue, "steps[1].expression")).toBe("b");
  expect(read(queue, "steps[7].expression")).toBeUndefined();
  const changed = written(queue, "steps[1].expression", "c");
  expect(changed.steps).toEqual([{ expression: "a" }, { expression: "c" }]);
  expect(queue.steps[1]?.expression).toBe("b");
  expect(written(queue, "wrapUp.enabled", undefined).wrapUp).toEqual({});
  expect(same({ a: 1, b: undefined }, { a: 1 })).toBe(true);
  expect(same([1, 2], [2, 1])).toBe(false);
  expect(same([], {})).toBe(false);
});

test("two who changed different fields are joined, the same field needs a choice", () => {
  const base = { id: "1", version: 1, name: "A", text: "x", list: [1] };
  const mine = { ...base, name: "Mine", text: "mine" };
  const theirs = { ...base, version: 2, text: "theirs", list: [1, 2] };
  expect(differences(base, mine, theirs).map(({ field, by }) => [field, by])).toEqual([
    ["name", "me"],
    ["text", "both"],
    ["list", "them"],
  ]);
  expect(merged(base, mine, theirs, { text: "mine" })).toEqual({ ...theirs, name: "Mine", text: "mine" });
  // Without a choice nothing of theirs is lost.
  expect(merged(base, mine, theirs, {})).toEqual({ ...theirs, name: "Mine" });
  expect(differences(base, { ...base, name: "B" }, { ...base, name: "B" }).map(({ by }) => by)).toEqual(["them"]);
});

test("leaf by leaf", () => {
  expect(changes({ a: { b: 1, c: 2 }, l: ["x"] }, { a: { b: 1, c: 3 }, l: ["x", "y"] })).toEqual([
    { path: "a.c", before: 2, after: 3 },
    { path: "l[1]", before: undefined, after: "y" },
  ]);
  expect(changes(undefined, { name: "A" })).toEqual([{ path: "name", before: undefined, after: "A" }]);
  expect(changes({ a: 1 }, { a: 1 })).toEqual([]);
});

test("violations find their fields and their parts", () => {
  const all = [
    { field: "steps[0].expression", message: "wrong" },
    { field: "stepsMode", message: "other" },
  ];
  expect(messageFor(all, "steps")).toBe("wrong");
  expect(messageFor(all, "step")).toBeNull();
  expect(within(all, "steps")).toEqual([{ field: "[0].expression", message: "wrong" }]);
  expect(within(within(all, "steps"), "[0]")).toEqual([{ field: "expression", message: "wrong" }]);
});

test("what is missing, too long or no number is told before it is sent", () => {
  const sections: AnySection[] = [
    {
      fields: [
        { path: "name", type: "text", label: "name", max: 3, required: true },
        { path: "login", type: "text", label: "username", max: 9, pattern: /^[a-z]+$/, patternHint: "errorUsername" },
        { path: "seconds", type: "number", label: "seconds", min: 1, max: 5 },
        { path: "limit", type: "number", label: "maxWaiting", min: 0, max: 5, empty: true },
        { path: "hidden", type: "text", label: "name", max: 1, required: true, when: () => false },
      ],
    },
  ];
  const t = (key: string) => key;
  const found = (draft: Record<string, unknown>) => checkFields(sections, draft, { t: t }).map(({ field, message }) => `${field} ${message}`);
  expect(found({ name: " ", login: "A", seconds: "" })).toEqual(["name errorRequired", "login errorUsername", "seconds errorNumber"]);
  expect(found({ name: "abcd", login: "", seconds: 6, limit: 6 })).toEqual(["name errorTooLong", "seconds errorNumber", "limit errorNumber"]);
  // Counted by characters, as the server does, not by halves of them.
  expect(found({ name: "🙂🙂🙂", seconds: 5 })).toEqual([]);
});

test("deletion tells who still uses it, by id or by name", () => {
  const stored = { version: 1, updatedAt: "" };
  const given: Partial<Record<KindName, unknown[]>> = {
    queues: [
      { ...stored, id: "q", name: "Support", mrdId: "m", steps: [{ waitSeconds: 0, expression: 'attr("Any Name") > 3 || vip' }], onFull: { action: "REJECT" }, agentOrder: {} },
      { ...stored, id: "q2", name: "Late", mrdId: "m2", steps: [], onFull: { action: "OVERFLOW", queueId: "q" }, agentOrder: { skill: "ORDER_BY", orderBy: [{ attribute: "speed", descending: true }] } },
    ],
    "canned-answers": [{ ...stored, id: "ca", shortcut: "hi", text: "Hi", teamIds: ["t"] }],
    "message-templates": [{ ...stored, id: "mt", name: "late", channelTypes: ["WHATSAPP"], reference: "HX1" }],
    "file-policies": [{ ...stored, id: "fp", name: "WHATSAPP" }],
    agents: [{ ...stored, id: "a", name: "Alice", attributes: { vip: 1 } }],
    channels: [
      { ...stored, id: "c1", channelType: "WEB", connector: "", botId: "b", queue: "q", serviceIdentifier: "1", fallbackTemplate: "late" },
      { ...stored, id: "c2", channelType: "WEB", connector: "", botId: "b", queue: "Support", serviceIdentifier: "2", fallbackTemplate: "HX1" },
    ],
    widgets: [{ ...stored, id: "w", serviceIdentifier: "1" }],
  };
  const shelves = Object.fromEntries(KIND_NAMES.map((kind) => [kind, { items: given[kind] ?? [], status: "ready", problem: null }])) as unknown as Shelves;
  const used = (kind: KindName, document: object) => usesOf(kind, { ...stored, ...document } as never, shelves).map(({ id }) => id);
  expect(used("queues", { id: "q", name: "Support" })).toEqual(["q2", "c1", "c2"]);
  expect(used("attributes", { id: "3", name: "speed" })).toEqual(["q2"]);
  expect(used("teams", { id: "t" })).toEqual(["ca"]);
  expect(used("message-templates", { id: "mt", name: "late", reference: "HX1" })).toEqual(["c1", "c2"]);
  expect(used("channel-types", { id: "ct", name: "WHATSAPP" })).toEqual(["mt", "fp"]);
  expect(used("attributes", { id: "1", name: "Any Name" })).toEqual(["q"]);
  expect(used("attributes", { id: "2", name: "vip" })).toEqual(["q", "a"]);
  expect(used("domains", { id: "m", name: "CHAT" })).toEqual(["q"]);
  expect(used("bots", { id: "b", name: "Robin" })).toEqual(["c1", "c2"]);
  expect(used("channels", { id: "c1", serviceIdentifier: "1" })).toEqual(["w"]);
  expect(used("connectors", { id: "", name: "" })).toEqual([]);
});

test("rules name a thing beside the word for its kind, whole and outside comments", () => {
  const yaml = 'rules:\n  - do: FIND_AGENT {queue: "VIP desk"}\n  # queue: Old\n  - do: ASSIGN_BOT {bot: b-1}\n  - say: Old friends\n';
  expect(rulesName("queues", ["VIP desk"], yaml)).toBe(true);
  expect(rulesName("queues", ["VIP"], yaml)).toBe(true);
  expect(rulesName("queues", ["Old"], yaml)).toBe(false);
  expect(rulesName("bots", ["b-1"], yaml)).toBe(true);
  expect(rulesName("bots", ["b"], yaml)).toBe(false);
  expect(rulesName("labels", ["VIP desk"], yaml)).toBe(false);
});
