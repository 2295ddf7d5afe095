/** HTTP as this application speaks it: signed in, renewed once when the token ran out, failures as `Problem`. */
import { Problem, problemOf, UNREACHABLE, type SessionKeeper } from "../auth";

interface Request {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  /** Makes a repetition harmless. */
  key?: string;
}

/** Refusals of what somebody typed: sending it again would only count as another guess. */
const TYPED = ["CODE_WRONG", "CREDENTIALS_WRONG", "SECOND_FACTOR_NEEDED", "ENROLMENT_OVER"];

async function aboutTyped(response: Response): Promise<boolean> {
  return TYPED.includes((await problemOf(response.clone())).code);
}

export class Api {
  constructor(
    private readonly keeper: SessionKeeper,
    /** Told after every attempt whether the server answered. */
    private readonly reached: (yes: boolean) => void = () => undefined,
  ) {}

  get = (path: string): Promise<unknown> => this.ask(path, {});
  post = (path: string, body: unknown, key?: string): Promise<unknown> => this.ask(path, { method: "POST", body, ...(key === undefined ? {} : { key }) });
  put = (path: string, body: unknown): Promise<unknown> => this.ask(path, { method: "PUT", body });
  remove = (path: string): Promise<unknown> => this.ask(path, { method: "DELETE" });

  private async ask(path: string, request: Request): Promise<unknown> {
    let response = await this.send(path, request);
    // The token may have run out while the machine slept: one renewal, then the answer counts.
    if (response.status === 401 && !(await aboutTyped(response)) && (await this.keeper.renew())) response = await this.send(path, request);
    if (!response.ok) throw await problemOf(response);
    const text = await response.text();
    return text === "" ? null : JSON.parse(text);
  }

  private async send(path: string, { method = "GET", body, key }: Request): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.keeper.session?.accessToken ?? ""}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key !== undefined) headers["idempotency-key"] = key;
    try {
      const response = await fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      this.reached(true);
      return response;
    } catch {
      this.reached(false);
      throw new Problem(UNREACHABLE, "", "unreachable");
    }
  }
}
