/** What stands between a fresh installation and the first chat, computed from what exists. */
import type { Api } from "../api/client";
import type { Shelves } from "../api/library";
import type { Key } from "../text/translate";

export interface Step {
  title: Key;
  hint: Key;
  action: Key;
  /** Page of this application. */
  to: string;
  /** Another application instead. */
  external?: string;
  done: boolean;
}

export function guide(shelves: Shelves, chatted: boolean, me: string): Step[] {
  const { teams, users, agents, queues, bots, channels, widgets } = shelves;
  const agentUsers = users.items.filter(({ enabled, roles, id }) => enabled && roles.includes("agent") && agents.items.some((agent) => agent.id === id));
  const web = channels.items.find(({ enabled, serviceIdentifier }) => enabled && widgets.items.some((widget) => widget.serviceIdentifier === serviceIdentifier));
  const widget = widgets.items.find(({ serviceIdentifier }) => serviceIdentifier === web?.serviceIdentifier);
  const step = (title: Key, hint: Key, action: Key, to: string, done: boolean): Step => ({ title, hint, action, to, done });
  return [
    step("guideTeam", "guideTeamHint", "create", teams.items.length > 0 ? "teams" : "teams/new", teams.items.length > 0),
    step("guideAgents", "guideAgentsHint", "create", agentUsers.length > 0 ? "users" : "users/new", agentUsers.some(({ id }) => id !== me) || agentUsers.length > 0),
    step("guideQueue", "guideQueueHint", "create", queues.items.length > 0 ? "queues" : "queues/new", queues.items.length > 0),
    step("guideBot", "guideBotHint", "create", bots.items.length > 0 ? "bots" : "bots/new", bots.items.length > 0),
    step("guideChannel", "guideChannelHint", "create", web ? `channels/${web.id}` : "channels/new-web", web !== undefined),
    step("guideWrapUp", "guideWrapUpHint", "create", shelves["wrap-up-codes"].items.length > 0 ? "wrap-up-codes" : "wrap-up-codes/new", shelves["wrap-up-codes"].items.length > 0),
    {
      ...step("guideChat", "guideChatHint", "tryIt", web ? `channels/${web.id}` : "channels", chatted),
      ...(widget && !chatted ? { external: tryAddress(widget.widgetIdentifier) } : {}),
    },
  ];
}

/** The chat by itself, as a customer sees it. */
export const tryAddress = (widget: string): string => `/customer-widget/?widgetIdentifier=${encodeURIComponent(widget)}`;

/** Whether any customer has written yet. */
export async function firstChat(api: Api): Promise<boolean> {
  const { items } = (await api.get("/cim-customer/v1/customers?limit=5")) as { items: { id: string }[] };
  for (const { id } of items) {
    const found = (await api.get(`/conversation-manager/v1/conversations?customerId=${encodeURIComponent(id)}`)) as { items?: unknown[] } | unknown[];
    if ((Array.isArray(found) ? found : (found.items ?? [])).length > 0) return true;
  }
  return false;
}
