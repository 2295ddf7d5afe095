/** One pure function: state and event in, state and things to do out. */
import type { DeskEvent, DeskState, Effect, Step } from "./state";
import { reduceServer } from "./reduceServer";
import { withEarlier, withFilled, type Thread } from "./thread";

export function reduce(state: DeskState, event: DeskEvent): Step {
  switch (event.type) {
    case "connection":
      return connection(state, event.connection);
    case "server":
      return reduceServer(state, event.event, event.now);
    case "offerAnswered":
      return only({
        ...state,
        offers: state.offers.filter((offer) => offer.id !== event.taskId),
        ...(event.select === null ? {} : { selected: event.select, viewing: null }),
      });
    case "queued": {
      const { message } = event;
      const next = onThread(state, message.conversationId, (thread) =>
        thread.pending.some((m) => m.id === message.id) || thread.activities.some((a) => a.id === message.id)
          ? thread
          : { ...thread, pending: [...thread.pending, { ...message, seq: null, failed: null }] },
      );
      return { state: next, effects: [{ type: "pump" }] };
    }
    case "acknowledged":
      return only(onPending(state, event.conversationId, event.id, { seq: event.seq, failed: null }));
    case "sendFailed":
      return only(onPending(state, event.conversationId, event.id, { failed: event.error }));
    case "retried":
      return { state: onPending(state, event.conversationId, event.id, { failed: null }), effects: [{ type: "pump" }] };
    case "discarded":
      return only(
        onThread(state, event.conversationId, (thread) => ({
          ...thread,
          pending: thread.pending.filter((m) => m.id !== event.id),
        })),
      );
    case "filled":
      return filled(state, event);
    case "fillFailed":
      return only(onThread(state, event.conversationId, (thread) => ({ ...thread, filling: false })));
    case "earlier":
      return only(onThread(state, event.conversationId, (thread) => withEarlier(thread, event.activities, event.more)));
    case "gone":
      return only(onThread(state, event.conversationId, (t) => ({ ...t, closed: t.closed ?? "GONE", stale: false, task: null })));
    case "selected":
      return only({ ...state, selected: event.conversationId, viewing: null });
    case "viewing":
      return only({ ...state, viewing: event.snapshot });
    case "seen":
      return seen(state, event.conversationId);
    case "dismissed": {
      const threads = Object.fromEntries(Object.entries(state.threads).filter(([id]) => id !== event.conversationId));
      return only({ ...state, threads, selected: state.selected === event.conversationId ? null : state.selected });
    }
    case "customer": {
      const ids = [event.customer.id, event.before];
      const knows = (thread: Thread) => ids.includes(thread.conversation.customerId) || ids.includes(thread.customer?.id);
      const threads = Object.entries(state.threads).map(([id, thread]) => [id, knows(thread) ? { ...thread, customer: event.customer } : thread] as const);
      return only({ ...state, threads: Object.fromEntries(threads) });
    }
    case "noticeClosed":
      return only({ ...state, notices: state.notices.filter((notice) => notice.id !== event.id) });
    case "problem":
      return only(withNotice(state, { kind: "error", reason: event.reason }));
    case "tick":
      return tick(state, event.now);
  }
}

const only = (state: DeskState): Step => ({ state, effects: [] });

function connection(state: DeskState, next: DeskState["connection"]): Step {
  // The state on screen stays; only its freshness is in doubt until the server has spoken again.
  if (state.connection.status === "takenOver" && next.status !== "connecting") return only(state);
  return only({ ...state, connection: next, live: next.status === "online" && state.live });
}

function filled(state: DeskState, event: Extract<DeskEvent, { type: "filled" }>): Step {
  const thread = state.threads[event.conversationId];
  if (!thread) return only(state);
  const step = withFilled(thread, event.activities, event.more);
  let next = onThread(state, event.conversationId, () => step.thread);
  const count = event.activities.filter((a) => a.seq > thread.last).length;
  if (event.events && count > 0) next = withResynchronised(next, count);
  const effects: Effect[] = step.read === null ? [] : [{ type: "read", conversationId: event.conversationId, afterSeq: step.read }];
  return { state: next, effects };
}

function seen(state: DeskState, conversationId: string): Step {
  const thread = state.threads[conversationId];
  if (!thread || thread.last <= thread.readSeq) return only(state);
  const next = onThread(state, conversationId, (t) => ({ ...t, readSeq: t.last }));
  return { state: next, effects: [{ type: "receipt", conversationId, deliveredSeq: thread.last, readSeq: thread.last }] };
}

function tick(state: DeskState, now: number): Step {
  let next = state;
  for (const [id, thread] of Object.entries(state.threads)) {
    if (thread.typing.some((t) => t.until <= now)) {
      next = onThread(next, id, (t) => ({ ...t, typing: t.typing.filter((x) => x.until > now) }));
    }
  }
  return only(next);
}

export function onThread(state: DeskState, id: string, change: (thread: Thread) => Thread): DeskState {
  const thread = state.threads[id];
  if (!thread) return state;
  const changed = change(thread);
  return changed === thread ? state : { ...state, threads: { ...state.threads, [id]: changed } };
}

function onPending(state: DeskState, conversationId: string, id: string, fields: Partial<Thread["pending"][number]>): DeskState {
  return onThread(state, conversationId, (thread) => ({
    ...thread,
    pending: thread.pending.map((m) => (m.id === id ? { ...m, ...fields } : m)),
  }));
}

type NewNotice = DeskState["notices"][number] extends infer N ? (N extends unknown ? Omit<N, "id"> : never) : never;

export function withNotice(state: DeskState, notice: NewNotice): DeskState {
  const notices = [...state.notices, { ...notice, id: state.nextNotice }].slice(-3);
  return { ...state, notices, nextNotice: state.nextNotice + 1 };
}

/** Several conversations catch up at once after a reconnect: one sentence with the sum. */
export function withResynchronised(state: DeskState, events: number): DeskState {
  const known = state.notices.find((notice) => notice.kind === "resynchronised");
  if (!known) return withNotice(state, { kind: "resynchronised", events });
  const notices = state.notices.map((notice) => (notice === known ? { ...known, events: known.events + events } : notice));
  return { ...state, notices };
}
