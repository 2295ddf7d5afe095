import { useEffect, useState } from "react";
import type { FullCustomer } from "../../net/customers";
import { findCustomers } from "../../net/people";
import { searchMessages, type Hit } from "../../net/search";
import { useDesk } from "../DeskContext";

const PAUSE = 250;
const SHORTEST = 2;
const CUSTOMERS = 4;

export interface Hits {
  messages: Hit[];
  customers: FullCustomer[];
  next: string | null;
  failed: boolean;
}
const NONE: Hits = { messages: [], customers: [], next: null, failed: false };

/** Messages and customers that fit what is typed, once the typing pauses. */
export function useHits(typed: string): Hits & { more: () => void } {
  const { api } = useDesk();
  const [found, setFound] = useState<{ words: string; hits: Hits }>({ words: "", hits: NONE });
  const words = typed.trim();
  useEffect(() => {
    if (words.length < SHORTEST) return undefined;
    let left = false;
    const show = (hits: Hits) => {
      if (!left) setFound({ words, hits });
    };
    const timer = setTimeout(() => {
      Promise.all([searchMessages(api, words), findCustomers(api, words)]).then(
        ([page, customers]) => { show({ messages: page.items, customers: customers.slice(0, CUSTOMERS), next: page.next, failed: false }); },
        () => { show({ ...NONE, failed: true }); },
      );
    }, PAUSE);
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [api, words]);
  const hits = words.length < SHORTEST ? NONE : found.hits;
  const more = () => {
    if (hits.next === null) return;
    searchMessages(api, found.words, hits.next).then(
      (page) => { setFound({ words: found.words, hits: { ...hits, messages: [...hits.messages, ...page.items], next: page.next } }); },
      () => { setFound({ words: found.words, hits: { ...hits, failed: true } }); },
    );
  };
  return { ...hits, more };
}
