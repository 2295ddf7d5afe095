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

/** What sets a second factor up: a secret as text and as a picture, and the ticket that its first code goes with. */
export interface Enrolment {
  ticket: string;
  secret: string;
  url: string;
  qrSize: number;
  qrPath: string;
}

/** Some must set a second factor up before they get in. */
export type Entered = Session | Enrolment;
export const mustEnrol = (entered: Entered): entered is Enrolment => "ticket" in entered;

export const signIn = (username: string, password: string, code?: string) => post("sign-in", { username, password, code }) as Promise<Entered>;

export const exchangeLink = (token: string, code?: string) => post("links", { token, code }) as Promise<Entered>;

export const confirmSecondFactor = (ticket: string, code: string) =>
  post("second-factor/confirm", { ticket, code }) as Promise<{ recoveryCodes: string[]; session?: Session }>;

export const refresh = () => post("refresh", {}) as Promise<Session>;

export const signOut = (accessToken: string) => post("sign-out", {}, { authorization: `Bearer ${accessToken}` });

/** Some servers answer with a new session, some with nothing; the one at hand stays valid then. */
export async function choosePassword(session: Session, newPassword: string): Promise<Session> {
  const answer = (await post("password", { newPassword }, { authorization: `Bearer ${session.accessToken}` })) as Session | null;
  return answer && "accessToken" in answer ? answer : session;
}
