/** Where the transcript comes from: the token of this browser's chat, then the server's record of it. */
import { storedTokens, type Activity } from "@switchboard/customer-widget/text";

export interface Transcript {
  session: { state: string; startedAt: string; serviceIdentifier: string; customerName?: string | null };
  activities: Activity[];
}

export type Result = { kind: "none" } | { kind: "failed" } | { kind: "ok"; transcript: Transcript };

/** Inside a frame on another site storage is partitioned: then only the window that opened us knows the token. */
function tokenOfOpener(): Promise<string | null> {
  const opener = window.opener as Window | null;
  if (!opener) return Promise.resolve(null);
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      resolve(null);
    }, 1_000);
    addEventListener("message", (event: MessageEvent<{ switchboardToken?: string | null } | null>) => {
      if (event.origin !== location.origin || event.source !== opener || event.data?.switchboardToken === undefined) return;
      clearTimeout(timer);
      resolve(event.data.switchboardToken);
    });
    opener.postMessage("switchboard-transcript-token", location.origin);
  });
}

async function fetchWith(token: string): Promise<Response> {
  return fetch("/web-channel-manager/v1/transcript", { headers: { authorization: `Bearer ${token}` } });
}

export async function load(): Promise<Result> {
  const fromOpener = await tokenOfOpener();
  const tokens = [...new Set([...(fromOpener ? [fromOpener] : []), ...storedTokens()])];
  try {
    let refused = true;
    for (const token of tokens) {
      const response = await fetchWith(token);
      if (response.ok) return { kind: "ok", transcript: (await response.json()) as Transcript };
      refused &&= response.status === 401 || response.status === 403 || response.status === 404;
    }
    return { kind: refused ? "none" : "failed" };
  } catch {
    return { kind: "failed" };
  }
}
