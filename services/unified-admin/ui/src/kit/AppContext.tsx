import { createContext, useContext, useEffect, useSyncExternalStore } from "react";
import type { Session } from "../auth";
import type { Api } from "../api/client";
import type { KindName } from "../api/documents";
import type { Library, Shelf, Shelves } from "../api/library";
import type { Documents } from "../api/documents";
import type { Language, Translate } from "../text/translate";
import type { Seen } from "./kind";

export interface AppServices {
  api: Api;
  library: Library;
  user: Session["user"];
  t: Translate;
  language: Language;
  setLanguage: (language: Language) => void;
  signOut: () => void;
  /** Says that something was done; read out as well. */
  say: (text: string) => void;
}

export const AppContext = createContext<AppServices | null>(null);

export function useApp(): AppServices {
  const services = useContext(AppContext);
  if (!services) throw new Error("outside the application");
  return services;
}

export function useShelves(...needed: readonly KindName[]): Shelves {
  const { library } = useApp();
  const wanted = needed.join(",");
  useEffect(() => {
    library.need(...(wanted.split(",").filter((kind) => kind !== "") as KindName[]));
  }, [library, wanted]);
  return useSyncExternalStore(library.subscribe, library.all);
}

export function useShelf<K extends KindName>(kind: K): Shelf<Documents[K]> {
  return useShelves(kind)[kind];
}

export function useSeen(...needed: readonly KindName[]): Seen {
  const { t, language } = useApp();
  return { shelves: useShelves(...needed), t, language };
}
