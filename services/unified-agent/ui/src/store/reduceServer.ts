/** What the server pushes, event by event. */
import type { Activity, ServerEvent, Snapshot, Task } from "./model";
import { onThread, withNotice, withResynchronised } from "./reduce";
import type { DeskState, Effect, Step } from "./state";
import { calls, fromSnapshot, withActivity, withReceipt, type Thread } from "./thread";

/** Longer than the sender's renewal of 3 s, so that one lost signal does not make it flicker. */
const TYPING_FADES = 8_000;

export function reduceServer(state: DeskState, event: ServerEvent, now: number): Step {
  switch (event.type) {
    case "welcome":
      return only(welcome(state, event.payload));
    case "live":
      return live(state);
    case "agentPresence":
      return only({ ...state, presence: event.payload.presence });
    case "taskRequest":
      return offer(state, event.payload);
    case "revokeTask":
      return only(revoked(state, event.payload));
    case "snapshot":
      return snapshot(state, event.payload);
    case "activity":
      return activity(state, event.payload);
    case "conversation": {
      const conversation = event.payload;
      return only(onThread(state, conversation.id, (thread) => ({ ...thread, conversation, stale: false })));
    }
    case "signal":
      return only(signal(state, event.payload, now));
    case "taskState":
      return only(taskState(state, event.payload));
    case "topicClosed": {
      const { conversationId, reason } = event.payload;
      return only(onThread(state, conversationId, (t) => ({ ...t, closed: reason ?? "CLOSED", task: null, typing: [], stale: false })));
    }
    case "resynchronised": {
      const { conversationId, events } = event.payload;
      const fresh = onThread(state, conversationId, (thread) => ({ ...thread, stale: false }));
      return only(events > 0 ? withResynchronised(fresh, events) : fresh);
    }
    case "socketSessionRemoved":
      return only({ ...state, connection: { status: "takenOver" }, live: false, offers: [] });
    case "errors":
      return only(withNotice(state, { kind: "error", reason: event.payload.reason ?? String(event.payload.code) }));
  }
}

const only = (state: DeskState): Step => ({ state, effects: [] });

function welcome(state: DeskState, { agent, epoch, presence }: Extract<ServerEvent, { type: "welcome" }>["payload"]): DeskState {
  const threads = Object.fromEntries(
    Object.entries(state.threads).map(([id, thread]) => [id, { ...thread, stale: thread.closed === null, filling: false, typing: [] }]),
  );
  // Offers are sent again if they still stand; one that is not was lost while we were away.
  return { ...state, me: agent, epoch: Math.max(epoch, state.epoch), presence, threads, offers: [], live: false };
}

/** A conversation nobody mentioned since the connection may have nothing new, or may be over: ask, do not guess. */
function live(state: DeskState): Step {
  const stale = Object.values(state.threads).filter((thread) => thread.stale);
  const effects: Effect[] = stale.map((thread) => ({ type: "open", conversationId: thread.conversation.id }));
  return { state: { ...state, live: true }, effects: [...effects, { type: "pump" }] };
}

function offer(state: DeskState, task: Task): Step {
  if (task.epoch < state.epoch) return only(state);
  const offers = [...state.offers.filter((o) => o.id !== task.id && o.requestId !== task.requestId), task];
  return only({ ...state, epoch: task.epoch, offers });
}

function revoked(state: DeskState, payload: { taskId: string; reasonCode: string | null }): DeskState {
  const had = state.offers.some((o) => o.id === payload.taskId);
  const next = { ...state, offers: state.offers.filter((o) => o.id !== payload.taskId) };
  return had ? withNotice(next, { kind: "offerGone", reasonCode: payload.reasonCode }) : next;
}

function snapshot(state: DeskState, payload: Snapshot): Step {
  const { id } = payload.conversation;
  const thread = fromSnapshot(payload, state.threads[id], state.me?.id ?? null);
  const next: DeskState = {
    ...state,
    threads: { ...state.threads, [id]: thread },
    offers: state.offers.filter((o) => o.conversationId !== id || o.id !== payload.task?.id),
    selected: state.selected ?? id,
  };
  return { state: next, effects: [...delivered(thread), { type: "pump" }, ...hole(thread)] };
}

function hole(thread: Thread): Effect[] {
  return thread.ahead.length > 0 ? [{ type: "read", conversationId: thread.conversation.id, afterSeq: thread.last }] : [];
}

function delivered(thread: Thread): Effect[] {
  return thread.last > 0 ? [{ type: "receipt", conversationId: thread.conversation.id, deliveredSeq: thread.last }] : [];
}

function activity(state: DeskState, payload: Activity): Step {
  const thread = state.threads[payload.conversationId];
  if (!thread) return only(state);
  const step = withActivity(thread, payload);
  const changed: Thread = { ...step.thread, stale: false };
  const next = onThread(state, payload.conversationId, () => changed);
  const effects: Effect[] = [];
  if (step.read !== null) effects.push({ type: "read", conversationId: payload.conversationId, afterSeq: step.read });
  if (changed.last > thread.last) {
    effects.push(...delivered(changed));
    if (calls(payload, state.me?.id ?? null)) effects.push({ type: "incoming", conversationId: payload.conversationId });
  }
  return { state: next, effects };
}

function signal(state: DeskState, payload: Extract<ServerEvent, { type: "signal" }>["payload"], now: number): DeskState {
  const { conversationId, name, sender, receipt } = payload;
  if (name === "RECEIPT" && receipt) return onThread(state, conversationId, (t) => withReceipt(t, receipt, state.me?.id ?? null));
  if (!sender || sender.id === state.me?.id) return state;
  return onThread(state, conversationId, (thread) => {
    const others = thread.typing.filter((t) => t.id !== sender.id);
    if (name !== "TYPING_STARTED") return { ...thread, typing: others };
    return { ...thread, typing: [...others, { id: sender.id, name: sender.senderName ?? "", until: now + TYPING_FADES }] };
  });
}

function taskState(state: DeskState, task: Task): DeskState {
  if (task.epoch < state.epoch) return state;
  const next = { ...state, epoch: task.epoch, offers: task.state === "RESERVED" ? state.offers : state.offers.filter((o) => o.id !== task.id) };
  return onThread(next, task.conversationId, (thread) => {
    // A late word about an earlier task of the same conversation must not replace the present one.
    if (task.state === "CLOSED") return thread.task?.id === task.id ? { ...thread, task: null } : thread;
    return { ...thread, task };
  });
}
