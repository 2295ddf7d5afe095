/** What was said, found by its words. */
import type { Api } from "./api";

export interface Stretch {
  text: string;
  hit: boolean;
}
export interface Hit {
  conversationId: string;
  seq: number;
  at: string;
  name: string;
  speaker: string;
  customerId: string;
  customerName: string;
  /** Text, never markup. */
  excerpt: Stretch[];
}
export interface HitPage {
  items: Hit[];
  next: string | null;
}

export const searchMessages = (api: Api, words: string, before: string | null = null, limit = 8) => {
  const query = new URLSearchParams({ q: words, limit: String(limit), ...(before === null ? {} : { before }) });
  return api.ask("GET", `/conversation-manager/v1/search?${query}`) as Promise<HitPage>;
};
