import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";
import type { Api } from "../net/api";
import { Refused } from "../net/actions";
import type { Desk } from "../net/desk";
import type { DeskUploads } from "../net/uploads";
import type { DeskState } from "../store/state";
import type { Store } from "../store/store";
import type { Language, Translate } from "../text/translate";

export interface DeskServices {
  store: Store;
  desk: Desk;
  uploads: DeskUploads;
  api: Api;
  t: Translate;
  language: Language;
  setLanguage: (language: Language) => void;
  signOut: () => void;
}

export const DeskContext = createContext<DeskServices | null>(null);

export function useDesk(): DeskServices {
  const services = useContext(DeskContext);
  if (!services) throw new Error("outside of the desk");
  return services;
}

/** Draws again only when what is selected changes; select parts that keep their identity, not fresh objects. */
export function useDeskState<T>(select: (state: DeskState) => T): T {
  const { store } = useDesk();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

export function useNow(every = 1_000): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(Date.now());
    }, every);
    return () => {
      clearInterval(timer);
    };
  }, [every]);
  return now;
}

/** Runs an action of the agent; a refusal becomes a notice instead of a lost click. */
export function useAction(): { busy: boolean; run: (action: () => Promise<unknown>) => Promise<boolean> } {
  const { store, t } = useDesk();
  const [busy, setBusy] = useState(false);
  const run = async (action: () => Promise<unknown>) => {
    setBusy(true);
    try {
      await action();
      return true;
    } catch (error) {
      const reason = error instanceof Refused ? error.message : t("offlineShort");
      store.dispatch({ type: "problem", reason });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { busy, run };
}
