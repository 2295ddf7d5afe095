//! Accepted tasks: left by their agent, written up, taken away.

use crate::command::{Answer, Refusal, WrapUp, WrapUpAnswer};
use crate::event::EventKind;
use crate::ids::{AgentId, Span, TaskId};
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::{CloseReason, TaskState, WrapUpOutcome};

impl Shard {
    pub(super) fn close_media(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason, wrap_up: WrapUp) -> Outcome {
        use CloseReason::{Cancelled, Done, ForceClosed, Reroute, ResponseTimeout};
        let facts = &self.tasks[task].facts;
        if !facts.is_active() {
            return Err(Refusal::NotActive);
        }
        if !matches!(reason, Done | Cancelled | ForceClosed | Reroute | ResponseTimeout) {
            return Err(Refusal::BadReason);
        }
        match (facts.transferring, reason) {
            (None, Reroute) => self.take_away(cx, task, Reroute),
            // The transfer goes on and is the conversation's request from now on.
            (Some(_), Done | Reroute) => self.leave(cx, task, CloseReason::Transferred, wrap_up),
            _ => self.leave(cx, task, reason, wrap_up),
        }
        Ok(Answer::Done)
    }

    /// The agent leaves: to wrap-up if there is one, else the task is over.
    pub(super) fn leave(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason, wrap_up: WrapUp) {
        let span = match wrap_up {
            WrapUp::Queue => self.queues[self.tasks[task].queue].config.wrap_up,
            WrapUp::Channel(span) => span,
        };
        if span == Span::ZERO {
            return self.finish(cx, task, reason);
        }
        let facts = &self.tasks[task].facts;
        let (id, conversation) = (facts.id, facts.conversation);
        self.drop_invitations(cx, id, conversation);
        let kind = EventKind::WrapUpStarted { task: self.tasks[task].facts.id, until: cx.after(span), reason };
        self.emit(cx, kind);
    }

    /// Closes a task and its request.
    pub(super) fn finish(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason) {
        if let Some(request) = self.close_task(cx, task, reason) {
            self.close_request(cx, request, reason, None);
        }
    }

    fn close_task(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason) -> Option<Slot> {
        let facts = &self.tasks[task].facts;
        let (task, request, agent, conversation) = (facts.id, facts.request, facts.agent, facts.conversation);
        self.emit(cx, EventKind::TaskClosed { task, request, agent, reason });
        self.drop_invitations(cx, task, conversation);
        self.request_ids.get(&request).copied()
    }

    /// Takes an active task from its agent; the customer waits again, unless a transfer already does so for him.
    pub(super) fn take_away(&mut self, cx: &mut Cx<'_>, task: Slot, reason: CloseReason) {
        let (queue, transferring) = (self.tasks[task].queue, self.tasks[task].facts.transferring);
        let Some(request) = self.close_task(cx, task, reason) else {
            return;
        };
        if transferring.is_none() && self.carries_customer(request) {
            let id = self.queues[queue].config.id;
            self.start_over(cx, request, (id, queue), false);
        } else {
            self.close_request(cx, request, reason, None);
        }
    }

    pub(super) fn extend_wrap_up(&mut self, cx: &mut Cx<'_>, task: TaskId, agent: AgentId, by: Span) -> Outcome {
        let slot = self.own_task(task, agent)?;
        let TaskState::WrapUp { until, .. } = self.tasks[slot].facts.state else {
            return Err(Refusal::NotInWrapUp);
        };
        self.emit(cx, EventKind::WrapUpExtended { task, until: until + by });
        Ok(Answer::Done)
    }

    pub(super) fn wrap_up_done(&mut self, cx: &mut Cx<'_>, task: TaskId, agent: AgentId, outcome: WrapUpAnswer) -> Outcome {
        let slot = self.own_task(task, agent)?;
        let TaskState::WrapUp { reason, .. } = self.tasks[slot].facts.state else {
            return Err(Refusal::NotInWrapUp);
        };
        let outcome = match outcome {
            WrapUpAnswer::Applied => WrapUpOutcome::Applied,
            WrapUpAnswer::Skipped => WrapUpOutcome::Skipped,
        };
        self.end_wrap_up(cx, slot, outcome, reason);
        Ok(Answer::Done)
    }

    pub(super) fn end_wrap_up(&mut self, cx: &mut Cx<'_>, task: Slot, outcome: WrapUpOutcome, reason: CloseReason) {
        let kind = EventKind::WrapUpEnded { task: self.tasks[task].facts.id, outcome };
        self.emit(cx, kind);
        self.finish(cx, task, reason);
    }
}
