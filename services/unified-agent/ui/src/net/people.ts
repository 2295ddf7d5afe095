/** Who is who: likely same persons, merges, identities. */
import type { Api } from "./api";
import type { FullCustomer } from "./customers";

export interface Evidence {
  /** `phone`, `email`, `provider`, or `a:` and an attribute. */
  kind: string;
  value: string;
}
export interface Suggestion {
  customer: FullCustomer & { createdAt: string };
  evidence: Evidence[];
}
export interface Merge {
  id: string;
  customerId: string;
  mergedCustomerId: string;
  mergedName: string;
  at: string;
  reason: string;
  evidence: Evidence[];
  undoneAt: string | null;
  undoable: boolean;
}
export interface Identity {
  channelType: string;
  identifier: string;
}

const path = (id: string, what: string) => `/cim-customer/v1/customers/${encodeURIComponent(id)}/${what}`;
const items = async <T>(api: Api, at: string) => ((await api.ask("GET", at)) as { items: T[] }).items;

export const suggestions = (api: Api, id: string) => items<Suggestion>(api, path(id, "suggestions"));
export const merges = (api: Api, id: string) => items<Merge>(api, path(id, "merges"));
export const identities = (api: Api, id: string) => items<Identity>(api, path(id, "identities"));
export const notSame = (api: Api, id: string, customerId: string) => api.ask("POST", path(id, "not-same"), { customerId });
export const merge = (api: Api, id: string, customerId: string, reason: string) => api.ask("POST", path(id, "merges"), { customerId, reason }) as Promise<Merge>;
export const undoMerge = (api: Api, id: string) => api.ask("POST", `/cim-customer/v1/merges/${encodeURIComponent(id)}/undo`, {}) as Promise<Merge>;
export const linkIdentity = (api: Api, id: string, identity: Identity) => api.ask("POST", path(id, "identities"), identity);
export const findCustomers = (api: Api, words: string) => items<FullCustomer>(api, `/cim-customer/v1/customers?limit=8&q=${encodeURIComponent(words)}`);
