import type { KindName } from "../api/documents";
import type { AnyKind } from "../kit/kind";
import { channelTypes, connectors, providers, templates } from "./accounts";
import { bots } from "./bots";
import { channels, widgets } from "./channels";
import { customerAttributes, labels } from "./customers";
import { filePolicies } from "./files";
import { agents, teams, users } from "./people";
import { settings } from "./settings";
import { queues } from "./queues";
import { attributes, cannedAnswers, domains, reasons, routingSettings, wrapUpCodes } from "./work";

export const KINDS: Readonly<Record<KindName, AnyKind>> = {
  users,
  teams,
  queues,
  attributes,
  agents,
  domains,
  "routing-settings": routingSettings,
  "wrap-up-codes": wrapUpCodes,
  reasons,
  "canned-answers": cannedAnswers,
  channels,
  widgets,
  "channel-types": channelTypes,
  providers,
  connectors,
  "message-templates": templates,
  "file-policies": filePolicies,
  bots,
  "customer-attributes": customerAttributes,
  labels,
  settings,
};
