/** Customers' profiles, as their owner keeps them. */
import type { Customer } from "../store/model";
import type { Api } from "./api";

export interface CustomerField {
  key: string;
  label: string;
  description: string;
  type: string;
  maxLength: number;
  mandatory: boolean;
  channelIdentifier: boolean;
  order: number;
}
/** With the version that a change of it names. */
export type FullCustomer = Omit<Customer, "labels"> & { version: number; labels: string[] };

const path = (id: string) => `/cim-customer/v1/customers/${encodeURIComponent(id)}`;

export const readCustomer = (api: Api, id: string) => api.ask("GET", path(id)) as Promise<FullCustomer>;
export const changeCustomer = (api: Api, customer: FullCustomer) => api.ask("PUT", path(customer.id), customer) as Promise<FullCustomer>;
export const customerFields = async (api: Api) => ((await api.ask("GET", "/cim-customer/v1/schema")) as { items: CustomerField[] }).items;
export const labelNames = async (api: Api) => ((await api.ask("GET", "/cim-customer/v1/labels")) as { items: { name: string }[] }).items.map(({ name }) => name);
