/** The few things the desk asks over HTTP. */
import { problemOf, type SessionKeeper } from "@switchboard/unified-admin/auth";

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

export class Api {
  constructor(private readonly keeper: SessionKeeper) {}

  reasons = () => this.items<Reason>("reasons");
  wrapUpCodes = () => this.items<WrapUpCategory>("wrap-up-codes");
  cannedAnswers = () => this.items<CannedAnswer>("canned-answers");

  /** Sends a message to a provider once more that failed, or of which nobody knows. */
  sendAgain = async (outboundId: string): Promise<void> => {
    const path = `/ccm/v1/outbound/${encodeURIComponent(outboundId)}/send-again`;
    let response = await this.fetch(path, "POST");
    if (response.status === 401 && (await this.keeper.renew())) response = await this.fetch(path, "POST");
    if (!response.ok) throw await problemOf(response);
  };

  private async items<T>(what: string): Promise<T[]> {
    const answer = (await this.get(`/unified-admin/v1/${what}`)) as { items?: T[] };
    return answer.items ?? [];
  }

  private async get(path: string): Promise<unknown> {
    let response = await this.fetch(path);
    // The token may have run out while the machine slept: one renewal, then the answer counts.
    if (response.status === 401 && (await this.keeper.renew())) response = await this.fetch(path);
    if (!response.ok) throw await problemOf(response);
    return response.json();
  }

  private fetch(path: string, method = "GET"): Promise<Response> {
    return fetch(path, { method, headers: { authorization: `Bearer ${this.keeper.session?.accessToken ?? ""}` } });
  }
}
