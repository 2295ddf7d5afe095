//! Requests: how they enter, move on and end.

use crate::command::{Answer, Enqueue, NamedAgent, Refusal, Ttl, Withdraw};
use crate::event::{CoolOff, Enqueued, EventKind, OfferLapsed, Requeued};
use crate::ids::{ConversationId, Ms, QueueId, RequestId, TaskId};
use crate::request::{Direction, Fallback, Origin, RequestState, TOP_PRIORITY, Target};
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::CloseReason;

/// Most agents a request may exclude by name.
const MAX_EXCLUDED: usize = 64;

impl Shard {
    pub(super) fn enqueue(&mut self, cx: &mut Cx<'_>, new: &Enqueue) -> Outcome {
        let target = self.target(new, cx.now)?;
        let enqueued = Enqueued {
            request: new.request,
            conversation: new.conversation,
            queue: new.queue,
            priority: new.priority,
            ttl_at: ttl_at(new.ttl, cx.now)?,
            direction: new.direction,
            target,
            exclude: new.exclude.clone(),
            transfer: None,
        };
        self.check_new(&enqueued)?;
        Ok(self.enter(cx, enqueued))
    }

    fn target(&self, new: &Enqueue, now: Ms) -> Result<Option<Target>, Refusal> {
        let Some(NamedAgent { agent, window, fallback }) = new.target else {
            return Ok(None);
        };
        if fallback == Fallback::ReturnToSender {
            return Err(Refusal::NoSender);
        }
        let slot = *self.agent_ids.get(&agent).ok_or(Refusal::UnknownAgent)?;
        if self.takes_part(slot, new.conversation) {
            return Err(Refusal::AlreadyThere);
        }
        Ok(Some(Target { agent, until: now + window, fallback }))
    }

    pub(super) fn takes_part(&self, agent: Slot, conversation: ConversationId) -> bool {
        let open = self.conversations.get(&conversation);
        open.is_some_and(|open| open.tasks.iter().any(|task| self.tasks[*task].agent == agent))
    }

    pub(super) fn check_new(&self, new: &Enqueued) -> Result<(), Refusal> {
        let queue = *self.queue_ids.get(&new.queue).ok_or(Refusal::UnknownQueue)?;
        if !(1..TOP_PRIORITY).contains(&new.priority) {
            return Err(Refusal::BadPriority);
        }
        if new.exclude.len() > MAX_EXCLUDED {
            return Err(Refusal::OutOfLimits);
        }
        if self.request_ids.contains_key(&new.request) {
            return Err(Refusal::DuplicateRequest);
        }
        let named = |target: Option<Target>| target.map(|target| target.agent);
        let same = |request: &Slot| {
            let cell = &self.requests[*request];
            cell.queue == queue
                && cell.facts.is_pending()
                && cell.facts.direction == new.direction
                && named(cell.facts.target) == named(new.target)
        };
        let open = self.conversations.get(&new.conversation);
        if open.is_some_and(|open| open.requests.iter().any(same)) {
            return Err(Refusal::AlreadyWaiting);
        }
        Ok(())
    }

    /// Lets a checked request in, and says what became of it.
    pub(super) fn enter(&mut self, cx: &mut Cx<'_>, new: Enqueued) -> Answer {
        let (request, sender) = (new.request, new.transfer);
        let named = new.target.is_some();
        self.emit(cx, EventKind::Enqueued(new));
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return Answer::Done;
        };
        if let Some(task) = sender {
            self.emit(cx, EventKind::TransferStarted { task, request });
        }
        let next_step_at = self.step_end(self.requests[slot].queue, cx.now, 1);
        self.emit(cx, EventKind::StepEntered { request, step: 1, next_step_at });
        self.settle(cx);
        // Windows and steps of no length end now; a limit of zero must not count such a request as waiting.
        let now = cx.now;
        self.advance(cx, now);
        if !named && self.is_over_limit(request) {
            self.end_request(cx, slot, CloseReason::QueueFull, CloseReason::QueueFull);
            return Answer::Closed(CloseReason::QueueFull);
        }
        self.fate(request)
    }

    fn is_over_limit(&self, request: RequestId) -> bool {
        let Some(slot) = self.request_ids.get(&request) else {
            return false;
        };
        let cell = &self.requests[*slot];
        let queue = &self.queues[cell.queue];
        let waits = cell.facts.state == RequestState::Waiting;
        waits && queue.config.max_waiting.is_some_and(|limit| queue.waiting > limit)
    }

    fn fate(&self, request: RequestId) -> Answer {
        let state = self.request_ids.get(&request).map(|slot| self.requests[*slot].facts.state);
        match state {
            Some(RequestState::Offered(task) | RequestState::Assigned(task)) => Answer::Offered(task),
            Some(_) => Answer::Waiting,
            None => Answer::Closed(CloseReason::NoAgentAvailable),
        }
    }

    pub(super) fn cancel(&mut self, cx: &mut Cx<'_>, what: Withdraw, reason: CloseReason) -> Outcome {
        use CloseReason::{Cancelled, ForceClosed, NoAgentAvailable, ResponseTimeout};
        if !matches!(reason, Cancelled | ForceClosed | NoAgentAvailable | ResponseTimeout) {
            return Err(Refusal::BadReason);
        }
        let doomed = match what {
            Withdraw::Request(request) => vec![self.pending(request)?],
            Withdraw::Conversation(conversation) => self.pending_of(conversation),
        };
        if doomed.is_empty() {
            return Ok(Answer::Unchanged);
        }
        for request in doomed {
            self.withdraw(cx, request, reason);
        }
        Ok(Answer::Done)
    }

    fn pending(&self, request: RequestId) -> Result<Slot, Refusal> {
        let slot = *self.request_ids.get(&request).ok_or(Refusal::UnknownRequest)?;
        if self.requests[slot].facts.is_pending() { Ok(slot) } else { Err(Refusal::AlreadyAssigned) }
    }

    fn pending_of(&self, conversation: ConversationId) -> Vec<Slot> {
        let open = self.conversations.get(&conversation).map(|open| open.requests.as_slice());
        let pending = |request: &&Slot| self.requests[**request].facts.is_pending();
        open.unwrap_or_default().iter().filter(pending).copied().collect()
    }

    pub(super) fn flush(&mut self, cx: &mut Cx<'_>, queue: QueueId) -> Outcome {
        let slot = *self.queue_ids.get(&queue).ok_or(Refusal::UnknownQueue)?;
        let waiting = self.requests.iter().filter(|(_, cell)| cell.queue == slot && cell.place.is_some());
        let mut doomed: Vec<Slot> = waiting.map(|(request, _)| request).collect();
        let order = self.queues[slot].config.order;
        doomed.sort_by_cached_key(|request| self.requests[*request].facts.key(order));
        for request in doomed {
            self.withdraw(cx, request, CloseReason::ForceClosed);
        }
        Ok(Answer::Done)
    }

    /// Ends a request by somebody's will: it does not look for another way.
    fn withdraw(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason) {
        self.revoke_offer(cx, request, reason);
        let origin = self.requests[request].facts.transfer;
        self.close_request(cx, request, reason, origin.map(|origin| (origin, reason)));
    }

    /// Ends a request that found nobody. A transfer goes back to its sender, or, the sender being gone, to the
    /// queue it came from; `why` is what the sender is told.
    pub(super) fn end_request(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason, why: CloseReason) {
        self.revoke_offer(cx, request, reason);
        let origin = self.requests[request].facts.transfer;
        let home = origin.filter(|origin| !self.is_working_on(origin.task));
        match home.and_then(|origin| self.queue_ids.get(&origin.queue).map(|queue| (origin.queue, *queue))) {
            Some((queue, slot)) => self.start_over(cx, request, (queue, slot), true),
            None => self.close_request(cx, request, reason, origin.map(|origin| (origin, why))),
        }
    }

    fn revoke_offer(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason) {
        let facts = &self.requests[request].facts;
        let RequestState::Offered(task) = facts.state else {
            return;
        };
        let Some(slot) = self.task_ids.get(&task) else {
            return;
        };
        let agent = self.tasks[*slot].facts.agent;
        let lapsed = OfferLapsed { task, request: facts.id, agent, reason, declined: None };
        self.emit(cx, EventKind::OfferLapsed(lapsed));
    }

    fn is_working_on(&self, task: TaskId) -> bool {
        self.task_ids.get(&task).is_some_and(|slot| self.tasks[*slot].facts.is_active())
    }

    pub(super) fn close_request(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason, notice: Option<(Origin, CloseReason)>) {
        let facts = &self.requests[request].facts;
        let (request, conversation) = (facts.id, facts.conversation);
        self.emit(cx, EventKind::RequestClosed { request, conversation, reason });
        if let Some((origin, reason)) = notice.filter(|(origin, _)| self.is_working_on(origin.task)) {
            self.emit(cx, EventKind::TransferReturned { task: origin.task, request, reason });
        }
    }

    /// The named agent's window closed without an offer.
    pub(super) fn close_window(&mut self, cx: &mut Cx<'_>, request: Slot) {
        let facts = &self.requests[request].facts;
        let (id, target) = (facts.id, facts.target);
        match target.map(|target| target.fallback) {
            Some(Fallback::Queue) => self.emit(cx, EventKind::TargetWindowClosed { request: id }),
            Some(_) => self.give_up(cx, request, CloseReason::NoAgentAvailable),
            None => {}
        }
    }

    /// A named agent did not take it and nobody else may.
    pub(super) fn give_up(&mut self, cx: &mut Cx<'_>, request: Slot, why: CloseReason) {
        self.end_request(cx, request, CloseReason::NoAgentAvailable, why);
    }

    /// Back in line after an offer: at the head, with everything else as it was.
    pub(super) fn requeue(&mut self, cx: &mut Cx<'_>, request: Slot, cool_off: Option<CoolOff>) {
        let facts = &self.requests[request].facts;
        let requeued = Requeued {
            request: facts.id,
            queue: facts.queue,
            priority: TOP_PRIORITY,
            ttl_at: facts.ttl_at,
            step: facts.step,
            next_step_at: facts.next_step_at,
            detached: false,
            cool_off,
        };
        self.emit(cx, EventKind::Requeued(requeued));
    }

    /// Back in line after an agent had accepted it, or in the queue a lost transfer came from: at the head, in the
    /// step of its age, with a fresh time to live, since the old one was fulfilled or belongs to another queue.
    pub(super) fn start_over(&mut self, cx: &mut Cx<'_>, request: Slot, (queue, slot): (QueueId, Slot), detached: bool) {
        let facts = &self.requests[request].facts;
        let step = self.step_at(slot, facts.enqueued_at, cx.now);
        let requeued = Requeued {
            request: facts.id,
            queue,
            priority: TOP_PRIORITY,
            ttl_at: facts.lifetime.map(|span| cx.now + span),
            step,
            next_step_at: self.step_end(slot, facts.enqueued_at, step),
            detached,
            cool_off: None,
        };
        self.emit(cx, EventKind::Requeued(requeued));
    }

    /// Whether the loss of its agent leaves a customer alone, so that it must be routed again.
    pub(super) fn carries_customer(&self, request: Slot) -> bool {
        use Direction::{ConsultTransfer, DirectTransfer, Inbound, Outbound};
        matches!(self.requests[request].facts.direction, Inbound | Outbound | DirectTransfer | ConsultTransfer)
    }
}

pub(super) fn ttl_at(ttl: Ttl, now: Ms) -> Result<Option<Ms>, Refusal> {
    match ttl {
        Ttl::Never => Ok(None),
        Ttl::At(at) if at <= now => Err(Refusal::Expired),
        Ttl::At(at) => Ok(Some(at)),
        Ttl::In(span) if span.0 == 0 => Err(Refusal::Expired),
        Ttl::In(span) => Ok(Some(now + span)),
    }
}
