//! Requests: how they enter, move on and end.

use crate::command::{Answer, Enqueue, NamedAgent, Refusal, Ttl, Withdraw};
use crate::config::{OnFull, Requeue};
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
                && named(cell.facts.target()) == named(new.target)
        };
        let open = self.conversations.get(&new.conversation);
        if open.is_some_and(|open| open.requests.iter().any(same)) {
            return Err(Refusal::AlreadyWaiting);
        }
        Ok(())
    }

    /// Lets a checked request in, and says what became of it.
    pub(super) fn enter(&mut self, cx: &mut Cx<'_>, new: Enqueued) -> Answer {
        let sender = new.transfer.filter(|_| new.direction == Direction::DirectTransfer);
        let request = new.request;
        let named = new.target.is_some();
        self.emit(cx, EventKind::Enqueued(new));
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return Answer::Done;
        };
        if let Some(task) = sender {
            self.emit(cx, EventKind::TransferStarted { task, request });
        }
        self.enter_step(cx, slot, 1);
        self.settle(cx);
        // Windows and steps of no length end now; a limit of zero must not count such a request as waiting.
        let now = cx.now;
        self.advance(cx, now);
        let full = !named && self.is_over_limit(request);
        if full {
            self.make_room(cx, slot);
        }
        self.fate(request, if full { CloseReason::QueueFull } else { CloseReason::NoAgentAvailable })
    }

    /// The queue is fuller than it may be: the newcomer goes elsewhere or away, or the eldest does.
    fn make_room(&mut self, cx: &mut Cx<'_>, newcomer: Slot) {
        let queue = self.requests[newcomer].queue;
        match self.queues[queue].config.on_full {
            OnFull::Reject => self.turn_away(cx, newcomer),
            OnFull::Overflow(_) => match self.overflow(queue) {
                Some((id, slot)) => self.move_over(cx, newcomer, (id, slot)),
                None => self.turn_away(cx, newcomer),
            },
            OnFull::DropOldest => {
                let waiting = self.queues[queue].buckets.iter().flatten().map(|(_, request)| *request);
                let eldest = waiting.min_by_key(|request| self.requests[*request].facts.seq);
                self.turn_away(cx, eldest.unwrap_or(newcomer));
            }
        }
    }

    fn turn_away(&mut self, cx: &mut Cx<'_>, request: Slot) {
        self.end_request(cx, request, CloseReason::QueueFull, CloseReason::QueueFull);
    }

    /// The first queue with room behind a full one. The way is checked when it is saved, so it ends.
    fn overflow(&self, full: Slot) -> Option<(QueueId, Slot)> {
        let mut seen = vec![full];
        let mut at = full;
        loop {
            let OnFull::Overflow(next) = self.queues[at].config.on_full else {
                return None;
            };
            at = *self.queue_ids.get(&next)?;
            let cell = &self.queues[at];
            if seen.contains(&at) || cell.mrd != self.queues[full].mrd {
                return None;
            }
            if cell.config.max_waiting.is_none_or(|limit| cell.waiting < limit) {
                return Some((next, at));
            }
            seen.push(at);
        }
    }

    /// Moves a waiting request to another queue, with what it has.
    fn move_over(&mut self, cx: &mut Cx<'_>, request: Slot, to: (QueueId, Slot)) {
        let priority = self.requests[request].facts.priority;
        self.re_enter(cx, request, to, priority);
    }

    /// Lists a waiting request anew: entry and time to live stay, the step is that of its age.
    fn re_enter(&mut self, cx: &mut Cx<'_>, request: Slot, (queue, slot): (QueueId, Slot), priority: u8) {
        let facts = &self.requests[request].facts;
        let (step, skipped) = self.step_at(request, slot, cx.now);
        let requeued = Requeued {
            request: facts.id,
            queue,
            priority,
            ttl_at: facts.ttl_at,
            step,
            next_step_at: self.step_end(slot, facts.enqueued_at, (step, skipped)),
            skipped,
            detached: false,
            cool_off: None,
        };
        self.emit(cx, EventKind::Requeued(requeued));
        self.settle(cx);
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

    fn fate(&self, request: RequestId, closed: CloseReason) -> Answer {
        let state = self.request_ids.get(&request).map(|slot| self.requests[*slot].facts.state);
        match state {
            Some(RequestState::Offered(task) | RequestState::Assigned(task)) => Answer::Offered(task),
            Some(_) => Answer::Waiting,
            None => Answer::Closed(closed),
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
    pub(super) fn withdraw(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason) {
        self.revoke_offer(cx, request, reason);
        let origin = self.requests[request].facts.transfer();
        self.close_request(cx, request, reason, origin.map(|origin| (origin, reason)));
    }

    /// Ends a request that found nobody. A transfer goes back to its sender, or, the sender being gone, to the
    /// queue it came from; `why` is what the sender is told.
    pub(super) fn end_request(&mut self, cx: &mut Cx<'_>, request: Slot, reason: CloseReason, why: CloseReason) {
        self.revoke_offer(cx, request, reason);
        let origin = self.requests[request].facts.transfer();
        let home = origin.filter(|origin| self.carries_customer(request) && !self.is_working_on(origin.task));
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
        let (id, target) = (facts.id, facts.target());
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

    /// Back in line after an offer: at the head unless the queue says otherwise, with everything else as it was.
    pub(super) fn requeue(&mut self, cx: &mut Cx<'_>, request: Slot, cool_off: Option<CoolOff>) {
        let cell = &self.requests[request];
        let facts = &cell.facts;
        let requeued = Requeued {
            request: facts.id,
            queue: facts.queue,
            priority: match self.queues[cell.queue].config.requeue {
                Requeue::Top => TOP_PRIORITY,
                Requeue::Same => facts.priority,
            },
            ttl_at: facts.ttl_at,
            step: facts.step,
            next_step_at: facts.next_step_at,
            skipped: facts.skipped,
            detached: false,
            cool_off,
        };
        self.emit(cx, EventKind::Requeued(requeued));
    }

    /// Back in line after an agent had accepted it, or in the queue a lost transfer came from: at the head, in the
    /// step of its age, with a fresh time to live, since the old one was fulfilled or belongs to another queue.
    pub(super) fn start_over(&mut self, cx: &mut Cx<'_>, request: Slot, (queue, slot): (QueueId, Slot), detached: bool) {
        let facts = &self.requests[request].facts;
        let (step, skipped) = self.step_at(request, slot, cx.now);
        let requeued = Requeued {
            request: facts.id,
            queue,
            priority: TOP_PRIORITY,
            ttl_at: facts.lifetime.map(|span| cx.after(span)),
            step,
            next_step_at: self.step_end(slot, facts.enqueued_at, (step, skipped)),
            skipped,
            detached,
            cool_off: None,
        };
        self.emit(cx, EventKind::Requeued(requeued));
    }

    /// Ends what an agent asked others for and nobody took yet: without that agent it is for nothing.
    pub(super) fn drop_invitations(&mut self, cx: &mut Cx<'_>, task: TaskId, conversation: ConversationId) {
        for request in self.pending_of(conversation) {
            let asked = self.requests[request].facts.transfer.as_ref().is_some_and(|origin| origin.task == task);
            if asked && !self.carries_customer(request) {
                self.withdraw(cx, request, CloseReason::Cancelled);
            }
        }
    }

    /// A waiting request gets another priority.
    pub(super) fn prioritise(&mut self, cx: &mut Cx<'_>, request: RequestId, priority: u8) -> Outcome {
        if !(1..TOP_PRIORITY).contains(&priority) {
            return Err(Refusal::BadPriority);
        }
        let slot = self.waiting_slot(request)?;
        let cell = &self.requests[slot];
        if cell.facts.priority == priority {
            return Ok(Answer::Unchanged);
        }
        self.re_enter(cx, slot, (cell.facts.queue, cell.queue), priority);
        Ok(self.fate(request, CloseReason::NoAgentAvailable))
    }

    /// A waiting request moves to another queue of its domain.
    pub(super) fn move_request(&mut self, cx: &mut Cx<'_>, request: RequestId, queue: QueueId) -> Outcome {
        let slot = self.waiting_slot(request)?;
        let to = *self.queue_ids.get(&queue).ok_or(Refusal::UnknownQueue)?;
        let cell = &self.requests[slot];
        if cell.queue == to {
            return Ok(Answer::Unchanged);
        }
        if self.queues[cell.queue].mrd != self.queues[to].mrd {
            return Err(Refusal::OtherDomain);
        }
        let priority = cell.facts.priority;
        self.re_enter(cx, slot, (queue, to), priority);
        Ok(self.fate(request, CloseReason::NoAgentAvailable))
    }

    /// A request that waits for anybody.
    fn waiting_slot(&self, request: RequestId) -> Result<Slot, Refusal> {
        let slot = *self.request_ids.get(&request).ok_or(Refusal::UnknownRequest)?;
        let cell = &self.requests[slot];
        if cell.place.is_some() && cell.facts.target.is_none() { Ok(slot) } else { Err(Refusal::NotWaiting) }
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
