//! Offers: accepted, declined, not answered.

use crate::agent::Reason;
use crate::command::{Answer, Refusal};
use crate::config::AfterRona;
use crate::event::{CoolOff, EventKind, OfferLapsed};
use crate::ids::{AgentId, ReasonId, Span, TaskId};
use crate::request::Fallback;
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::{CloseReason, TaskState};

impl Shard {
    /// A task of this agent.
    pub(super) fn own_task(&self, task: TaskId, agent: AgentId) -> Result<Slot, Refusal> {
        let slot = *self.task_ids.get(&task).ok_or(Refusal::UnknownTask)?;
        if self.tasks[slot].facts.agent == agent { Ok(slot) } else { Err(Refusal::NotYours) }
    }

    fn own_offer(&self, task: TaskId, agent: AgentId) -> Result<Slot, Refusal> {
        self.own_task(task, agent).map_err(|refusal| match refusal {
            Refusal::UnknownTask => Refusal::OfferGone,
            other => other,
        })
    }

    pub(super) fn accept(&mut self, cx: &mut Cx<'_>, task: TaskId, agent: AgentId) -> Outcome {
        let slot = self.own_offer(task, agent)?;
        let facts = &self.tasks[slot].facts;
        match facts.state {
            TaskState::Offered { .. } => {}
            TaskState::Active => return Ok(Answer::Unchanged),
            TaskState::WrapUp { .. } => return Err(Refusal::OfferGone),
        }
        let request = facts.request;
        let origin = self.request_ids.get(&request).and_then(|slot| self.requests[*slot].facts.transfer());
        self.emit(cx, EventKind::Assigned { task, request, agent });
        if let Some(origin) = origin {
            self.complete_transfer(cx, origin.task, request);
        }
        Ok(Answer::Done)
    }

    pub(super) fn decline(&mut self, cx: &mut Cx<'_>, task: TaskId, agent: AgentId, reason: Option<ReasonId>) -> Outcome {
        let slot = self.own_offer(task, agent)?;
        if !matches!(self.tasks[slot].facts.state, TaskState::Offered { .. }) {
            return Err(Refusal::OfferGone);
        }
        self.lapse(cx, slot, CloseReason::Declined, reason);
        Ok(Answer::Done)
    }

    /// Ends an offer without an assignment; the request goes on as its queue or its named agent's fall-back says.
    pub(super) fn lapse(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason, declined: Option<ReasonId>) {
        let cell = &self.tasks[task];
        let (agent_slot, queue) = (cell.agent, cell.queue);
        let (task, request, agent) = (cell.facts.id, cell.facts.request, cell.facts.agent);
        self.emit(cx, EventKind::OfferLapsed(OfferLapsed { task, request, agent, reason, declined }));
        if reason == CloseReason::Rona {
            self.rona(cx, agent_slot, queue);
        }
        let Some(slot) = self.request_ids.get(&request).copied() else {
            return;
        };
        let target = self.requests[slot].facts.target();
        match target.map(|target| target.fallback) {
            None | Some(Fallback::Queue) => {
                let cool_off = self.cool_off(cx, queue, agent, reason);
                self.requeue(cx, slot, cool_off);
            }
            Some(Fallback::ReturnToSender | Fallback::Close) => self.give_up(cx, slot, reason),
        }
    }

    fn cool_off(&self, cx: &Cx<'_>, queue: Slot, agent: AgentId, reason: CloseReason) -> Option<CoolOff> {
        let span = self.queues[queue].config.cool_off;
        let wanted = span > Span::ZERO && matches!(reason, CloseReason::Rona | CloseReason::Declined);
        wanted.then(|| CoolOff { agent, until: cx.after(span) })
    }

    /// The domain goes not ready; the global switch stays, and so do the other domains.
    fn rona(&mut self, cx: &mut Cx<'_>, agent: Slot, queue: Slot) {
        let (facts, queue) = (&self.agents[agent].facts, &self.queues[queue].config);
        let on = facts.mrds.iter().any(|entry| entry.mrd == queue.mrd && entry.on);
        if on && queue.after_rona == AfterRona::NotReady {
            let (agent, mrd, reason) = (facts.id, queue.mrd, Some(Reason::Rona));
            self.emit(cx, EventKind::AgentMrdChanged { agent, mrd, ready: false, reason });
        }
    }
}
