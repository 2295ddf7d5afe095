/** The navigation, grouped by what a manager thinks of; one list for the menu and for the search. */
import type { KindName } from "../api/documents";
import type { Key } from "../text/translate";

export interface Place {
  to: string;
  label: Key;
  kind?: KindName;
  /** Words of its own that the search finds it by. */
  about?: Key;
}
export interface PlaceGroup {
  label: Key;
  places: readonly Place[];
}

const kind = (name: KindName, label: Key): Place => ({ to: name, label, kind: name });

export const GROUPS: readonly PlaceGroup[] = [
  { label: "groupPeople", places: [kind("users", "users"), kind("teams", "teams"), { to: "roles", label: "roles" }] },
  {
    label: "groupWork",
    places: [
      kind("queues", "queues"),
      kind("attributes", "attributes"),
      { to: "skills", label: "skills", about: "skillsAbout" },
      kind("wrap-up-codes", "wrapUpCodes"),
      kind("reasons", "reasons"),
      kind("canned-answers", "cannedAnswers"),
      kind("domains", "domains"),
      kind("routing-settings", "routingSettings"),
    ],
  },
  {
    label: "groupChannels",
    places: [kind("channels", "channels"), { to: "channels/connect", label: "connectAccount", about: "connectAccountAbout" }, kind("widgets", "widgets"), kind("connectors", "connectors"), kind("message-templates", "templates"), kind("providers", "providers"), kind("channel-types", "channelTypes")],
  },
  { label: "groupAutomation", places: [kind("bots", "bots"), { to: "rules", label: "rules", about: "rulesAbout" }] },
  { label: "groupCustomers", places: [kind("customer-attributes", "customerAttributes"), kind("labels", "labels")] },
  {
    label: "groupWatch",
    places: [
      { to: "why", label: "whyPage", about: "whyAbout" },
      { to: "ledger", label: "ledger", about: "ledgerAbout" },
      { to: "quarantine", label: "quarantine", about: "quarantineAbout" },
    ],
  },
  { label: "groupSystem", places: [kind("settings", "settings"), kind("file-policies", "policies"), { to: "audit", label: "audit", about: "auditAbout" }] },
];
