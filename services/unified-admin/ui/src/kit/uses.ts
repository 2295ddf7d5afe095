/** Who refers to what, written down once: deletion tells what still uses a thing, whoever owns it. */
import type { Documents, KindName, Stored } from "../api/documents";
import type { Shelves } from "../api/library";
import { attributesIn } from "../expression/evaluate";

export interface Use {
  kind: KindName;
  id: string;
}
type Refers<K extends KindName> = (document: Documents[K]) => readonly (readonly [to: KindName, key: string])[];

const REFERENCES: { readonly [K in KindName]?: Refers<K> } = {
  users: ({ teamId }) => [["teams", teamId]],
  teams: ({ supervisorId, secondarySupervisorIds }) => [supervisorId, ...secondarySupervisorIds].map((id) => ["users", id] as const),
  queues: ({ mrdId, steps, onFull, agentOrder }) => [
    ["domains", mrdId],
    ["queues", onFull.queueId ?? ""],
    // Its owner leaves an empty list out.
    ...((agentOrder.orderBy as typeof agentOrder.orderBy | undefined) ?? []).map(({ attribute }) => ["attributes", attribute] as const),
    ...[...new Set(steps.flatMap(({ expression }) => attributesIn(expression)))].map((name) => ["attributes", name] as const),
  ],
  agents: ({ attributes, mrds }) => [
    ...Object.keys(attributes).map((name) => ["attributes", name] as const),
    ...Object.keys(mrds ?? {}).map((id) => ["domains", id] as const),
  ],
  "canned-answers": ({ teamIds }) => teamIds.map((id) => ["teams", id] as const),
  "channel-types": ({ mrdId }) => [["domains", mrdId]],
  providers: ({ supportedChannelTypes }) => supportedChannelTypes.map((name) => ["channel-types", name] as const),
  connectors: ({ provider }) => [["providers", provider]],
  "message-templates": ({ channelTypes }) => channelTypes.map((name) => ["channel-types", name] as const),
  channels: ({ channelType, connector, botId, queue, fallbackTemplate }) => [
    ["message-templates", fallbackTemplate],
    ["channel-types", channelType],
    ["connectors", connector],
    ["bots", botId],
    ["queues", queue],
  ],
  "file-policies": ({ name }) => [["channel-types", name]],
  widgets: ({ serviceIdentifier }) => [["channels", serviceIdentifier]],
  bots: ({ definition }) => [["queues", definition.handover.queue ?? ""]],
  "customer-attributes": ({ channelTypes }) => channelTypes.map((name) => ["channel-types", name] as const),
};

/** By what others may call it: most by id, many by name as well. */
const CALLED: { readonly [K in KindName]?: (document: Documents[K]) => readonly string[] } = {
  attributes: ({ name }) => [name],
  queues: ({ id, name }) => [id, name],
  domains: ({ id }) => [id],
  bots: ({ id, name }) => [id, name],
  "channel-types": ({ name }) => [name],
  providers: ({ id, name }) => [id, name],
  connectors: ({ id, name }) => [id, name],
  channels: ({ serviceIdentifier }) => [serviceIdentifier],
  "message-templates": ({ name, reference }) => [name, reference],
};

/** Every name it may be called by. */
export const namesOf = <K extends KindName>(kind: K, document: Documents[K]): readonly string[] => (CALLED[kind]?.(document) ?? [document.id]).filter((name) => name !== "");

export function usesOf<K extends KindName>(kind: K, document: Documents[K], shelves: Shelves): Use[] {
  const called = new Set(namesOf(kind, document));
  return (Object.keys(REFERENCES) as KindName[]).flatMap((from) => {
    const refers = REFERENCES[from] as Refers<KindName>;
    return (shelves[from].items as readonly (Documents[KindName] & Stored)[])
      // What names itself is gone with itself.
      .filter((other) => from !== kind || other.id !== document.id)
      .filter((other) => refers(other).some(([to, key]) => to === kind && called.has(key)))
      .map(({ id }) => ({ kind: from, id }));
  });
}
