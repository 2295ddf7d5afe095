import type { Api } from "../api/client";

/** Who waits in a queue, and who could serve it now. */
export interface QueueState {
  id: string;
  waiting: number;
  longestWaitMs: number;
  availableAgents: unknown[];
}

export const queueState = (api: Api, id: string): Promise<QueueState> => api.get(`/routing-engine/v1/queues/${encodeURIComponent(id)}/state`) as Promise<QueueState>;
