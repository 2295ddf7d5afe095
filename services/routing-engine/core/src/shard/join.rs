//! Agents who come without being rung: supervisors into conversations, agents to lists, consulted colleagues for good.

use crate::command::{Answer, Refusal, WrapUp};
use crate::event::{Enqueued, EventKind};
use crate::ids::{AgentId, ConversationId, RequestId, TaskId};
use crate::request::{Direction, RequestState};
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::CloseReason;

impl Shard {
    /// Somebody enters a conversation in which an agent works.
    pub(super) fn join(
        &mut self,
        cx: &mut Cx<'_>,
        agent: Slot,
        (request, conversation): (RequestId, ConversationId),
        direction: Direction,
    ) -> Outcome {
        if !matches!(direction, Direction::SilentMonitor | Direction::Whisper | Direction::BargeIn) {
            return Err(Refusal::BadDirection);
        }
        if self.takes_part(agent, conversation) {
            return Err(Refusal::AlreadyThere);
        }
        let open = self.conversations.get(&conversation).map(|open| open.tasks.as_slice()).unwrap_or_default();
        let joined = open.iter().map(|task| &self.tasks[*task].facts).find(|task| task.is_active());
        // Its settings apply, and its domain is the one in which a slot is taken.
        let queue = joined.map(|task| task.queue).ok_or(Refusal::NobodyThere)?;
        let enqueued = Enqueued {
            request,
            conversation,
            queue,
            priority: 1,
            ttl_at: None,
            direction,
            target: None,
            exclude: Vec::new(),
            transfer: None,
        };
        self.check_new(&enqueued)?;
        self.emit(cx, EventKind::Enqueued(enqueued));
        Ok(self.come(cx, request, agent))
    }

    /// An agent fetches what waits in a list.
    pub(super) fn fetch(&mut self, cx: &mut Cx<'_>, request: RequestId, agent: AgentId) -> Outcome {
        let agent = self.logged_in(agent)?;
        let slot = *self.request_ids.get(&request).ok_or(Refusal::UnknownRequest)?;
        let cell = &self.requests[slot];
        if !self.queues[cell.queue].config.is_pulled() {
            return Err(Refusal::NotFetched);
        }
        if cell.facts.state != RequestState::Waiting {
            return Err(Refusal::NotWaiting);
        }
        if self.fit(agent, cell.queue).is_none() {
            return Err(Refusal::NotQualified);
        }
        if self.takes_part(agent, cell.facts.conversation) {
            return Err(Refusal::AlreadyThere);
        }
        Ok(self.come(cx, request, agent))
    }

    fn come(&mut self, cx: &mut Cx<'_>, request: RequestId, agent: Slot) -> Answer {
        let (task, agent) = (TaskId(self.seq.saturating_add(1)), self.agents[agent].facts.id);
        self.emit(cx, EventKind::Joined { task, request, agent });
        Answer::Offered(task)
    }

    /// A consultation becomes a transfer or a conference.
    pub(super) fn convert(&mut self, cx: &mut Cx<'_>, (task, agent): (TaskId, AgentId), consult: TaskId, direction: Direction) -> Outcome {
        let primary = self.own_task(task, agent)?;
        if !self.tasks[primary].facts.is_active() {
            return Err(Refusal::NotActive);
        }
        if !matches!(direction, Direction::ConsultTransfer | Direction::ConsultConference) {
            return Err(Refusal::BadDirection);
        }
        let other = *self.task_ids.get(&consult).ok_or(Refusal::UnknownTask)?;
        let facts = &self.tasks[other].facts;
        let fits = facts.is_active() && facts.conversation == self.tasks[primary].facts.conversation && consult != task;
        let request = self.request_ids.get(&facts.request).copied().ok_or(Refusal::UnknownRequest)?;
        if !fits || self.requests[request].facts.direction != Direction::Consult {
            return Err(Refusal::NotAConsultation);
        }
        self.emit(cx, EventKind::DirectionChanged { request: self.requests[request].facts.id, direction });
        if direction == Direction::ConsultTransfer {
            self.leave(cx, primary, CloseReason::Transferred, WrapUp::Queue);
        }
        Ok(Answer::Done)
    }
}
