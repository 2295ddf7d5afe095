/** The few things the desk asks over HTTP. */
import { problemOf, type SessionKeeper } from "@switchboard/unified-admin/auth";
import type { Explained } from "../ui/board/explained";
import type { Reach } from "../ui/thread/reach";
import type { Template } from "../ui/thread/templates";

export interface Reason {
  id: string;
  name: string;
  type: "NOT_READY" | "LOGOUT";
  code: string;
}
export interface WrapUpCategory {
  id: string;
  categoryName: string;
  values: string[];
}
export interface CannedAnswer {
  id: string;
  shortcut: string;
  text: string;
  /** Teams it is for; none for everybody. */
  teamIds?: string[];
}

function listOf<T>(answer: unknown): T[] {
  return (answer as { items?: T[] }).items ?? [];
}

export class Api {
  constructor(private readonly keeper: SessionKeeper) {}

  reasons = () => this.items<Reason>("reasons");
  wrapUpCodes = () => this.items<WrapUpCategory>("wrap-up-codes");
  /** Where the customer can be answered, and for how long. */
  reach = async (conversationId: string): Promise<Reach[]> =>
    listOf<Reach>(await this.ask("GET", `/ccm/v1/conversations/${encodeURIComponent(conversationId)}/reach`));
  templates = async (): Promise<Template[]> => listOf<Template>(await this.ask("GET", "/ccm/v1/message-templates"));
  cannedAnswers = () => this.items<CannedAnswer>("canned-answers");

  /** Sends a message to a provider once more that failed, or of which nobody knows. */
  sendAgain = async (outboundId: string): Promise<void> => {
    const path = `/ccm/v1/outbound/${encodeURIComponent(outboundId)}/send-again`;
    let response = await this.fetch(path, "POST");
    if (response.status === 401 && (await this.keeper.renew())) response = await this.fetch(path, "POST");
    if (!response.ok) throw await problemOf(response);
  };

  /** Why a request waits, or went to whom it went. */
  explanation = async (requestId: string): Promise<Explained> =>
    (await this.ask("GET", `/routing-engine/v1/requests/${encodeURIComponent(requestId)}/explanation`)) as Explained;
  setAgentState = (agentId: string, state: "READY" | "NOT_READY", reason = "") =>
    this.ask("POST", `/routing-engine/v1/agents/${encodeURIComponent(agentId)}/state`, { state, reason });
  changeRequest = (requestId: string, change: { priority: number } | { queue: string }) =>
    this.ask("POST", `/routing-engine/v1/requests/${encodeURIComponent(requestId)}/change`, change);
  flushQueue = async (queueId: string): Promise<number> =>
    ((await this.ask("POST", `/routing-engine/v1/queues/${encodeURIComponent(queueId)}/flush`)) as { flushed: number }).flushed;

  /** Anything else: the answer as JSON, a refusal as `Problem`. */
  ask = async (method: "GET" | "PUT" | "POST", path: string, body?: unknown): Promise<unknown> => {
    let response = await this.fetch(path, method, body);
    // The token may have run out while the machine slept: one renewal, then the answer counts.
    if (response.status === 401 && (await this.keeper.renew())) response = await this.fetch(path, method, body);
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : response.json();
  };

  private async items<T>(what: string): Promise<T[]> {
    return listOf<T>(await this.ask("GET", `/unified-admin/v1/${what}`));
  }

  private fetch(path: string, method = "GET", body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { authorization: `Bearer ${this.keeper.session?.accessToken ?? ""}` };
    if (body !== undefined) headers["content-type"] = "application/json";
    return fetch(path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  }
}
