/** What an agent can ask for that needs no state here: one request, one answer. */
import type { Conversation, Queue, WrapUp } from "../store/model";

/** The server said no; the text is meant for the agent. */
export class Refused extends Error {
  constructor(
    readonly code: number,
    readonly error: string,
    detail: string,
  ) {
    super(detail);
  }
}

export abstract class Actions {
  /** Resolves with the acknowledgement; throws Refused when the server says no. */
  protected abstract ask(event: string, payload: unknown): Promise<unknown>;

  setState = (name: "READY" | "NOT_READY" | "LOGOUT", reasonCode?: string) =>
    this.ask("changeAgentState", { action: "agentState", state: { name, ...(reasonCode ? { reasonCode } : {}) } });

  setMrd = (mrdId: string, state: "READY" | "NOT_READY") => this.ask("changeAgentState", { action: "agentMRDState", mrdId, state });

  leave = (conversationId: string, wrapUp: boolean) => this.ask("leaveConversation", { conversationId, wrapUp });

  finishWrapUp = (conversationId: string, wrapups: WrapUp[], note: string) =>
    this.ask("finishWrapUp", { conversationId, wrapups, note });

  skipWrapUp = (conversationId: string) => this.ask("finishWrapUp", { conversationId, skip: true });

  applyWrapUp = (conversationId: string, wrapups: WrapUp[], note: string) =>
    this.ask("applyWrapUp", { conversationId, wrapups, note });

  pause = (conversationId: string, durationMs: number) => this.ask("pauseConversation", { conversationId, durationMs });

  resume = (conversationId: string) => this.ask("resumeConversation", { conversationId });

  /** Null takes a key away. */
  setData = (conversationId: string, data: Record<string, string | null>) => this.ask("setConversationData", { conversationId, data });

  queues = async (): Promise<Queue[]> => ((await this.ask("listQueues", {})) as { queues?: Queue[] }).queues ?? [];

  transfer = (conversationId: string, to: { toQueue: string } | { toAgentId: string }, note: string) =>
    this.ask("transfer", { conversationId, ...to, note });

  /** Advice, or a third party. */
  invite = (conversationId: string, kind: "CONSULT" | "CONFERENCE", to: { toQueue: string } | { toAgentId: string }, note: string) =>
    this.ask("invite", { conversationId, kind, ...to, note });

  withdrawInvitation = (conversationId: string, requestId: string) => this.ask("withdrawInvitation", { conversationId, requestId });

  convert = (conversationId: string, consultTaskId: string, to: "TRANSFER" | "CONFERENCE") =>
    this.ask("convertConsultation", { conversationId, consultTaskId, to });

  /** A supervisor enters; the snapshot follows. */
  join = (conversationId: string, as: "MONITOR" | "WHISPER" | "BARGE") => this.ask("joinConversation", { conversationId, as });

  fetchRequest = (requestId: string) => this.ask("fetchRequest", { requestId });

  openUpload = (conversationId: string, file: { name: string; mimeType: string; size: number }) =>
    this.ask("openUpload", { conversationId, ...file });

  ignoreSuggestion = (conversationId: string, suggestionSeq: number) => this.ask("ignoreSuggestion", { conversationId, suggestionSeq });

  pastConversations = async (customerId: string, before?: string): Promise<Conversation[]> => {
    const answer = await this.ask("pastConversations", { customerId, limit: 20, ...(before ? { before } : {}) });
    return (answer as { conversations?: Conversation[] }).conversations ?? [];
  };
}
