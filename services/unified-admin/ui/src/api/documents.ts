/** The kinds of documents this application edits: their types as the owners publish them, and where they live. */
import type { components as Bots } from "./types/bot-framework";
import type { components as Ccm } from "./types/ccm";
import type { components as Customers } from "./types/cim-customer";
import type { components as Files } from "./types/file-engine";
import type { components as Routing } from "./types/routing-engine";
import type { components as Admin } from "./types/unified-admin";

/** What is optional when sent is always there when read, except what may be null. */
type Full<T> = T extends readonly (infer Item)[]
  ? Full<Item>[]
  : T extends object
    ? { [K in keyof T as null extends T[K] ? never : K]-?: Full<Exclude<T[K], undefined>> } & { [K in keyof T as null extends T[K] ? K : never]?: T[K] }
    : T;

export type User = Full<Admin["schemas"]["StoredUser"]>;
export type Team = Full<Admin["schemas"]["StoredTeam"]>;
export type Reason = Full<Admin["schemas"]["StoredReason"]>;
export type WrapUpCode = Full<Admin["schemas"]["StoredWrapUpCode"]>;
export type CannedAnswer = Full<Admin["schemas"]["StoredCannedAnswer"]>;
export type Setting = Omit<Admin["schemas"]["StoredSetting"], "value"> & { value: unknown };
export type RunningSession = Admin["schemas"]["RunningSession"];
export type SecondFactorStatus = Admin["schemas"]["Status"];
export type Role = Admin["schemas"]["Role"];

export type Queue = Full<Omit<Routing["schemas"]["StoredQueue"], "warnings">>;
export type RoutingSettings = Full<Routing["schemas"]["StoredRoutingSettings"]>;
export type QueueStep = Full<Routing["schemas"]["QueueStep"]>;
export type Level = boolean | number;
export type Attribute = Omit<Full<Routing["schemas"]["StoredAttribute"]>, "defaultValue"> & { defaultValue: Level };
export type Mrd = Full<Routing["schemas"]["StoredMrd"]>;
/** Values by the attribute's name, null is its default. Without a list of domains: every one, at its own limit. */
export type Agent = Stored & { name: string; attributes: Record<string, Level | null>; mrds?: Record<string, number> };

export type ChannelType = Full<Ccm["schemas"]["StoredChannelType"]>;
export type ChannelProvider = Full<Ccm["schemas"]["StoredChannelProvider"]>;
export type ChannelConnector = Omit<Full<Ccm["schemas"]["StoredChannelConnector"]>, "settings"> & { settings: Record<string, string> };
export type Channel = Full<Ccm["schemas"]["StoredChannel"]>;
export type MessageTemplate = Full<Ccm["schemas"]["StoredMessageTemplate"]>;
export type WidgetConfig = Full<Ccm["schemas"]["StoredWidgetConfig"]>;
export type OpeningHours = Full<Ccm["schemas"]["Hours"]>;
export type OpeningSpan = Full<Ccm["schemas"]["Span"]>;
export type PreChatForm = Full<Ccm["schemas"]["Form"]>;
export type PreChatField = Full<Ccm["schemas"]["Field"]>;

export type FilePolicy = Full<Files["schemas"]["StoredPolicy"]>;

type FullBot = Full<Bots["schemas"]["StoredBot"]>;
export type Bot = Omit<FullBot, "definition"> & { definition: Omit<FullBot["definition"], "faqs"> & { faqs: Faq[] } };
/** Its owner leaves empty lists out. */
export type Faq = Omit<Full<Bots["schemas"]["Faq"]>, "keywords" | "patterns" | "buttons"> & Pick<Bots["schemas"]["Faq"], "keywords" | "patterns" | "buttons">;
export type Tried = Bots["schemas"]["Tried"];

export type CustomerAttribute = Full<Customers["schemas"]["StoredAttribute"]>;
export type Label = Full<Customers["schemas"]["StoredLabel"]>;

export interface Stored {
  id: string;
  version: number;
  updatedAt: string;
}
export type Draft<T> = Omit<T, keyof Stored>;

/** By the name that the application's addresses use. */
export interface Documents {
  users: User;
  teams: Team;
  queues: Queue;
  attributes: Attribute;
  agents: Agent;
  domains: Mrd;
  "routing-settings": RoutingSettings;
  "wrap-up-codes": WrapUpCode;
  reasons: Reason;
  "canned-answers": CannedAnswer;
  channels: Channel;
  widgets: WidgetConfig;
  "channel-types": ChannelType;
  providers: ChannelProvider;
  connectors: ChannelConnector;
  "message-templates": MessageTemplate;
  "file-policies": FilePolicy;
  bots: Bot;
  "customer-attributes": CustomerAttribute;
  labels: Label;
  settings: Setting;
}
export type KindName = keyof Documents;

export const PATHS: Record<KindName, string> = {
  users: "/unified-admin/v1/users",
  teams: "/unified-admin/v1/teams",
  queues: "/routing-engine/v1/queues",
  attributes: "/routing-engine/v1/attributes",
  agents: "/routing-engine/v1/agents",
  domains: "/routing-engine/v1/mrds",
  "routing-settings": "/routing-engine/v1/settings",
  "wrap-up-codes": "/unified-admin/v1/wrap-up-codes",
  reasons: "/unified-admin/v1/reasons",
  "canned-answers": "/unified-admin/v1/canned-answers",
  channels: "/ccm/v1/channels",
  widgets: "/ccm/v1/widget-configs",
  "channel-types": "/ccm/v1/channel-types",
  providers: "/ccm/v1/channel-providers",
  connectors: "/ccm/v1/channel-connectors",
  "message-templates": "/ccm/v1/message-templates",
  "file-policies": "/file-engine/v1/policies",
  bots: "/bot-framework/v1/bots",
  "customer-attributes": "/cim-customer/v1/schema",
  labels: "/cim-customer/v1/labels",
  settings: "/unified-admin/v1/settings",
};
export const KIND_NAMES = Object.keys(PATHS) as KindName[];
