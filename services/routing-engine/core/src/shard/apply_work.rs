//! Applying events about requests and tasks.

use crate::cells::{RequestCell, TaskCell};
use crate::event::{Enqueued, OfferLapsed, Requeued};
use crate::ids::{AgentId, Ms, RequestId, TaskId};
use crate::rare::Rare;
use crate::request::{Direction, Origin, RequestFacts, RequestState, Tried};
use crate::shard::Shard;
use crate::shard::index::lifetime;
use crate::slab::Slot;
use crate::task::{CloseReason, TaskFacts, TaskState};

impl Shard {
    pub(super) fn apply_enqueued(&mut self, new: &Enqueued, at: Ms) {
        let seq = self.next_seq();
        let Some(queue) = self.queue_ids.get(&new.queue).copied() else {
            return;
        };
        if self.request_ids.contains_key(&new.request) {
            return;
        }
        let facts = RequestFacts {
            id: new.request,
            seq,
            conversation: new.conversation,
            queue: new.queue,
            direction: new.direction,
            priority: new.priority,
            enqueued_at: at,
            ttl_at: new.ttl_at,
            lifetime: lifetime(at, new.ttl_at),
            step: 0,
            next_step_at: None,
            skipped: 0,
            state: RequestState::Waiting,
            target: new.target.map(Box::new),
            exclude: new.exclude.clone().into(),
            tried: Rare::default(),
            attempts: 0,
            transfer: new.transfer.and_then(|task| self.origin(task)).map(Box::new),
        };
        self.insert_request(facts, queue);
    }

    fn origin(&self, task: TaskId) -> Option<Origin> {
        let sender = &self.tasks[*self.task_ids.get(&task)?].facts;
        Some(Origin { task, agent: sender.agent, queue: sender.queue })
    }

    pub(super) fn insert_request(&mut self, facts: RequestFacts, queue: Slot) {
        let (id, conversation) = (facts.id, facts.conversation);
        let slot = self.requests.insert(RequestCell { facts, queue, place: None });
        self.request_ids.insert(id, slot);
        self.conversations.entry(conversation).or_default().requests.push(slot);
        self.queues[queue].users += 1;
        self.arm_request(slot);
        self.place(slot);
    }

    pub(super) fn apply_step(&mut self, request: RequestId, (step, skipped): (u8, u16), next_step_at: Option<Ms>) {
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.unplace(slot);
        self.retime(slot, |facts| (facts.step, facts.skipped, facts.next_step_at) = (step, skipped, next_step_at));
        self.place(slot);
    }

    pub(super) fn apply_offered(&mut self, task: TaskId, request: RequestId, agent: AgentId, time: (Ms, Ms)) {
        self.seq = self.seq.saturating_add(1).max(task.0);
        let (Some(slot), Some(agent)) = (self.request_ids.get(&request).copied(), self.agent_ids.get(&agent).copied()) else {
            return;
        };
        self.unplace(slot);
        self.retime(slot, |facts| {
            facts.state = RequestState::Offered(task);
            facts.attempts = facts.attempts.saturating_add(1);
        });
        let new = self.new_task(slot, agent, task, time);
        let queue = self.requests[slot].queue;
        self.insert_task(new, agent, queue);
        self.count(agent, queue, 1, 0);
        self.relist(agent, None);
    }

    fn new_task(&self, request: Slot, agent: Slot, id: TaskId, (at, until): (Ms, Ms)) -> TaskFacts {
        let request = &self.requests[request];
        TaskFacts {
            id,
            request: request.facts.id,
            conversation: request.facts.conversation,
            queue: request.facts.queue,
            mrd: self.queues[request.queue].config.mrd,
            agent: self.agents[agent].facts.id,
            state: TaskState::Offered { until },
            transferring: None,
            offered_at: at,
            answered_at: None,
        }
    }

    pub(super) fn insert_task(&mut self, facts: TaskFacts, agent: Slot, queue: Slot) {
        let (id, conversation) = (facts.id, facts.conversation);
        let slot = self.tasks.insert(TaskCell { facts, agent, queue });
        self.task_ids.insert(id, slot);
        self.agents[agent].tasks.push(slot);
        self.conversations.entry(conversation).or_default().tasks.push(slot);
        self.queues[queue].users += 1;
        if let Some(due) = self.task_timer(slot) {
            self.timers.arm(due);
        }
    }

    /// Adds to an agent's counters in the domain of a queue.
    fn count(&mut self, agent: Slot, queue: Slot, offered: i32, active: i32) {
        let (agent, mrd) = (&mut self.agents[agent], self.queues[queue].mrd);
        let Some(index) = agent.mrds.iter().position(|entry| entry.slot == mrd) else {
            return;
        };
        let facts = &mut agent.facts.mrds[index];
        facts.offered = facts.offered.saturating_add_signed(offered);
        facts.active = facts.active.saturating_add_signed(active);
    }

    fn remove_task(&mut self, slot: Slot) -> Option<TaskCell> {
        if let Some(due) = self.task_timer(slot) {
            self.timers.disarm(&due);
        }
        let cell = self.tasks.remove(slot)?;
        self.task_ids.remove(&cell.facts.id);
        self.agents[cell.agent].tasks.retain(|task| *task != slot);
        self.queues[cell.queue].users -= 1;
        if let Some(open) = self.conversations.get_mut(&cell.facts.conversation) {
            open.tasks.remove(slot);
            if open.tasks.is_empty() && open.requests.is_empty() {
                self.conversations.remove(&cell.facts.conversation);
            }
        }
        Some(cell)
    }

    fn release(&mut self, request: RequestId) {
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.unplace(slot);
        self.retime(slot, |facts| facts.state = RequestState::Released);
    }

    pub(super) fn apply_lapsed(&mut self, lapsed: &OfferLapsed, at: Ms) {
        let Some(slot) = self.task_ids.get(&lapsed.task).copied() else {
            return;
        };
        self.release(lapsed.request);
        let Some(cell) = self.remove_task(slot) else {
            return;
        };
        self.count(cell.agent, cell.queue, -1, 0);
        // An offer that was withdrawn is not the agent's doing: the place in line stays.
        let own_doing = matches!(lapsed.reason, CloseReason::Rona | CloseReason::Declined);
        self.relist(cell.agent, own_doing.then_some(at));
    }

    pub(super) fn apply_assigned(&mut self, task: TaskId, request: RequestId, at: Ms) {
        let Some(slot) = self.task_ids.get(&task).copied() else {
            return;
        };
        if let Some(due) = self.task_timer(slot) {
            self.timers.disarm(&due);
        }
        let cell = &mut self.tasks[slot];
        cell.facts.state = TaskState::Active;
        cell.facts.answered_at = Some(at);
        let (agent, queue) = (cell.agent, cell.queue);
        self.count(agent, queue, -1, 1);
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.retime(slot, |facts| accept(facts, task));
    }

    pub(super) fn apply_requeued(&mut self, requeued: &Requeued) {
        let Some(slot) = self.request_ids.get(&requeued.request).copied() else {
            return;
        };
        let Some(queue) = self.queue_ids.get(&requeued.queue).copied() else {
            return;
        };
        self.unplace(slot);
        let tried = requeued.cool_off.and_then(|cool_off| self.tried(cool_off.agent, cool_off.until));
        self.queues[self.requests[slot].queue].users -= 1;
        self.queues[queue].users += 1;
        self.requests[slot].queue = queue;
        self.retime(slot, |facts| {
            facts.queue = requeued.queue;
            facts.priority = requeued.priority;
            facts.ttl_at = requeued.ttl_at;
            facts.step = requeued.step;
            facts.next_step_at = requeued.next_step_at;
            facts.skipped = requeued.skipped;
            facts.state = RequestState::Waiting;
            facts.target = None;
            facts.transfer = facts.transfer.take().filter(|_| !requeued.detached);
            if let Some(tried) = tried {
                facts.tried.retain(|old| old.agent != tried.agent);
                facts.tried.push(tried);
            }
        });
        self.place(slot);
    }

    fn tried(&self, agent: AgentId, until: Ms) -> Option<Tried> {
        let facts = &self.agents[*self.agent_ids.get(&agent)?].facts;
        Some(Tried { agent, until, agent_seq: facts.seq, readiness: facts.readiness })
    }

    pub(super) fn apply_window_closed(&mut self, request: RequestId) {
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.unplace(slot);
        self.retime(slot, |facts| facts.target = None);
        self.place(slot);
    }

    pub(super) fn apply_cool_off_ended(&mut self, request: RequestId, agent: AgentId) {
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.retime(slot, |facts| facts.tried.retain(|tried| tried.agent != agent));
    }

    pub(super) fn apply_request_closed(&mut self, request: RequestId) {
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        self.disarm_request(slot);
        self.unplace(slot);
        let Some(cell) = self.requests.remove(slot) else {
            return;
        };
        self.request_ids.remove(&request);
        self.queues[cell.queue].users -= 1;
        let conversation = cell.facts.conversation;
        if let Some(open) = self.conversations.get_mut(&conversation) {
            open.requests.remove(slot);
            if open.tasks.is_empty() && open.requests.is_empty() {
                self.conversations.remove(&conversation);
            }
        }
    }

    pub(super) fn apply_transfer_started(&mut self, task: TaskId, request: RequestId) {
        if let Some(slot) = self.task_ids.get(&task).copied() {
            self.tasks[slot].facts.transferring = Some(request);
        }
    }

    pub(super) fn apply_transfer_returned(&mut self, task: TaskId, request: RequestId) {
        if let Some(slot) = self.task_ids.get(&task).copied() {
            let facts = &mut self.tasks[slot].facts;
            facts.transferring = facts.transferring.filter(|other| *other != request);
        }
    }

    pub(super) fn apply_direction(&mut self, request: RequestId, direction: Direction) {
        if let Some(slot) = self.request_ids.get(&request).copied() {
            self.requests[slot].facts.direction = direction;
        }
    }

    pub(super) fn apply_joined(&mut self, task: TaskId, request: RequestId, agent: AgentId, at: Ms) {
        self.seq = self.seq.saturating_add(1).max(task.0);
        let (Some(slot), Some(agent)) = (self.request_ids.get(&request).copied(), self.agent_ids.get(&agent).copied()) else {
            return;
        };
        self.unplace(slot);
        self.retime(slot, |facts| {
            facts.attempts = facts.attempts.saturating_add(1);
            accept(facts, task);
        });
        let mut new = self.new_task(slot, agent, task, (at, at));
        (new.state, new.answered_at) = (TaskState::Active, Some(at));
        let queue = self.requests[slot].queue;
        self.insert_task(new, agent, queue);
        self.count(agent, queue, 0, 1);
        self.relist(agent, None);
    }

    pub(super) fn apply_wrap_up(&mut self, task: TaskId, until: Ms, reason: Option<CloseReason>) {
        let Some(slot) = self.task_ids.get(&task).copied() else {
            return;
        };
        if let Some(due) = self.task_timer(slot) {
            self.timers.disarm(&due);
        }
        let facts = &mut self.tasks[slot].facts;
        match (&mut facts.state, reason) {
            (TaskState::WrapUp { until: end, .. }, None) => *end = until,
            (state, Some(reason)) => *state = TaskState::WrapUp { until, reason },
            (_, None) => {}
        }
        if let Some(due) = self.task_timer(slot) {
            self.timers.arm(due);
        }
    }

    pub(super) fn apply_task_closed(&mut self, task: TaskId, stamp: Option<Ms>) {
        let Some(slot) = self.task_ids.get(&task).copied() else {
            return;
        };
        let offered = matches!(self.tasks[slot].facts.state, TaskState::Offered { .. });
        let request = self.tasks[slot].facts.request;
        self.release(request);
        let Some(cell) = self.remove_task(slot) else {
            return;
        };
        let (ringing, active) = if offered { (-1, 0) } else { (0, -1) };
        self.count(cell.agent, cell.queue, ringing, active);
        self.relist(cell.agent, stamp);
    }
}

/// An agent has it: nothing about its waiting matters any more.
fn accept(facts: &mut RequestFacts, task: TaskId) {
    facts.state = RequestState::Assigned(task);
    facts.target = None;
    facts.transfer = None;
    facts.tried.clear();
    facts.next_step_at = None;
}
