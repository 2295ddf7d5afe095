import type { Api } from "../api/client";

/** Who waits in a queue, and who could serve it now. */
export interface QueueState {
  id: string;
  waiting: number;
  longestWaitMs: number;
  availableAgents: unknown[];
  requests: Waiting[];
}
/** Somebody who waits, in order. */
export interface Waiting {
  id: string;
  conversationId: string;
  queueName: string;
  priority: number;
  position: number;
  enqueuedAt: string;
  ageMs: number;
}

export const queueState = (api: Api, id: string): Promise<QueueState> => api.get(`/routing-engine/v1/queues/${encodeURIComponent(id)}/state`) as Promise<QueueState>;
