/** What outlives a reload: who this visitor is, and what was written but not yet acknowledged. */
import type { WidgetConfig } from "./model";

export interface Identity {
  id: string;
  token: string | null;
  /** A live chat was going on when we last looked; the launcher then opens the frame by itself. */
  live: boolean;
}

/** A file that is uploaded, in a message that may not be. */
export interface SentFile {
  fileId: string;
  name: string;
  mimeType: string;
  size: number;
}

export interface Unsent {
  id: string;
  text: string;
  at: string;
  file?: SentFile;
}

/** Blocked storage (private mode, sandboxed frame) must not stop a chat: memory takes over for this page. */
const memory = new Map<string, string>();

function get(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return memory.get(key) ?? null;
  }
}

function set(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, value);
  }
}

function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [...memory.keys()];
  }
}

/** What the last answer said that is needed when there is none: the words for that, and the look. */
export type LastConfig = Pick<WidgetConfig, "title" | "theme" | "language" | "offlineMessage">;

export function rememberConfig(widget: string, { title, theme, language, offlineMessage }: WidgetConfig): void {
  set(`switchboard.config.${widget}`, JSON.stringify({ title, theme, language, offlineMessage }));
}

export function lastConfig(widget: string): LastConfig | null {
  try {
    return JSON.parse(get(`switchboard.config.${widget}`) ?? "null") as LastConfig | null;
  } catch {
    return null;
  }
}

const identityKey = (service: string) => `switchboard.identity.${service}`;
const unsentPrefix = (service: string) => `switchboard.unsent.${service}.`;

export function loadIdentity(service: string): Identity | null {
  try {
    const value = JSON.parse(get(identityKey(service)) ?? "null") as Identity | null;
    return value && typeof value.id === "string" ? value : null;
  } catch {
    return null;
  }
}

export function saveIdentity(service: string, identity: Identity | null): void {
  set(identityKey(service), identity ? JSON.stringify(identity) : null);
}

/** One key a message: two tabs writing at once cannot overwrite each other's queue. */
export function saveUnsent(service: string, message: Unsent): void {
  set(unsentPrefix(service) + message.id, JSON.stringify(message));
}

export function dropUnsent(service: string, id: string): void {
  set(unsentPrefix(service) + id, null);
}

export function loadUnsent(service: string): Unsent[] {
  const prefix = unsentPrefix(service);
  return keys()
    .filter((key) => key.startsWith(prefix))
    .flatMap((key) => {
      try {
        return [JSON.parse(get(key) ?? "") as Unsent];
      } catch {
        return [];
      }
    })
    .sort((a, b) => a.at.localeCompare(b.at));
}

/** Tokens of every channel chatted with from this browser, for the transcript page. */
export function storedTokens(): string[] {
  return keys()
    .filter((key) => key.startsWith("switchboard.identity."))
    .map((key) => loadIdentity(key.slice("switchboard.identity.".length))?.token)
    .filter((token): token is string => typeof token === "string");
}

const seenKey = (service: string) => `switchboard.seen.${service}`;

/** The last number this visitor has looked at, so that a page change does not turn history into unread messages. */
export function loadSeen(service: string, conversationId: string | null): number {
  const [id, seq] = (get(seenKey(service)) ?? "").split(" ");
  return id === conversationId ? Number(seq) || 0 : 0;
}

export function saveSeen(service: string, conversationId: string, seq: number): void {
  set(seenKey(service), `${conversationId} ${seq}`);
}
