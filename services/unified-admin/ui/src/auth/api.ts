/** Sign-in calls. The access token is handed back, never stored; the refresh token is a cookie scripts cannot read. */
import { Problem, problemOf, UNREACHABLE } from "./problem";

export type Role = "agent" | "supervisor" | "admin";

export interface Session {
  accessToken: string;
  expiresAt: string;
  user: { id: string; username: string; name: string; roles: Role[]; teamId?: string | null; tenant: string };
}

const BASE = "/unified-admin/v1/auth";

async function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`${BASE}/${path}`, {
      method: "POST",
      credentials: "same-origin",
      headers: { "content-type": "application/json", "x-switchboard": "1", ...headers },
      body: JSON.stringify(body),
    });
  } catch {
    throw new Problem(UNREACHABLE, "", "unreachable");
  }
  if (!response.ok) throw await problemOf(response);
  const text = await response.text();
  return text === "" ? null : (JSON.parse(text) as unknown);
}

export const signIn = (username: string, password: string) => post("sign-in", { username, password }) as Promise<Session>;

export const exchangeLink = (token: string) => post("links", { token }) as Promise<Session>;

export const refresh = () => post("refresh", {}) as Promise<Session>;

export const signOut = (accessToken: string) => post("sign-out", {}, { authorization: `Bearer ${accessToken}` });

/** Some servers answer with a new session, some with nothing; the one at hand stays valid then. */
export async function choosePassword(session: Session, newPassword: string): Promise<Session> {
  const answer = (await post("password", { newPassword }, { authorization: `Bearer ${session.accessToken}` })) as Session | null;
  return answer && "accessToken" in answer ? answer : session;
}
