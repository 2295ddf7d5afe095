//! The shard as callers see it.

use contracts::routing_engine::{Agent, AgentMrd, QueueAgent, QueueView, Request, Task, TaskCard, WaitEstimate};
use ids::Ms;
use routing_core::{AgentId, Estimate, MrdView, Presence, QueueId, Reason, RequestFacts, RequestState, Span, TaskFacts, TaskState};

use super::room::Label;
use crate::engine::Room;
use crate::{key, wire};

impl Room {
    pub(crate) fn agent_id(&self, agent: AgentId) -> String {
        match (self.notes.get(&agent), self.labels.agents.get(&agent)) {
            (Some(note), _) if !note.id.is_empty() => note.id.clone(),
            (_, Some(label)) => label.id.clone(),
            _ => key::text(agent.0),
        }
    }

    pub(crate) fn agent_name(&self, agent: AgentId) -> String {
        match (self.notes.get(&agent), self.labels.agents.get(&agent)) {
            (Some(note), _) if !note.name.is_empty() => note.name.clone(),
            (_, Some(label)) => label.name.clone(),
            _ => String::new(),
        }
    }

    pub(crate) fn queue_label(&self, queue: QueueId) -> Label {
        let unnamed = || Label { id: key::text(queue.0), name: String::new() };
        self.labels.queues.get(&queue).map_or_else(unnamed, |(label, _)| label.clone())
    }

    fn reason_text(&self, reason: Option<Reason>) -> String {
        match reason {
            None => String::new(),
            Some(Reason::Rona) => "RONA".to_owned(),
            Some(Reason::AgentLogout) => "AGENT_LOGOUT".to_owned(),
            Some(Reason::Code(code)) => self.reasons.get(&code).cloned().unwrap_or_else(|| key::text(code.0)),
        }
    }

    /// The whole agent.
    pub(crate) fn agent_view(&self, agent: AgentId) -> Option<Agent> {
        let view = self.told.agent(agent)?;
        let note = self.notes.get(&agent);
        let state = wire::global_name(view.global);
        let mrds = view.mrds.iter().map(|mrd| self.mrd_view(agent, mrd));
        Some(Agent {
            id: self.agent_id(agent),
            name: self.agent_name(agent),
            state: state.to_owned(),
            reason: self.reason_text(view.reason),
            state_since_ms: note.map_or(0, |note| note.since),
            mrds: mrds.collect(),
            tasks: self.told.tasks_of(agent).into_iter().map(|task| self.task_view(task)).collect(),
            session_id: note.map(|note| note.session_id.clone()).unwrap_or_default(),
            connected: state != "LOGOUT" && view.presence == Presence::Up,
        })
    }

    fn mrd_view(&self, agent: AgentId, mrd: &MrdView) -> AgentMrd {
        let unnamed = || Label { id: key::text(mrd.facts.mrd.0), name: String::new() };
        let label = self.labels.mrds.get(&mrd.facts.mrd).cloned().unwrap_or_else(unnamed);
        let since = self.notes.get(&agent).and_then(|note| note.mrds.get(&label.id));
        AgentMrd {
            since_ms: since.map_or(0, |(_, since)| *since),
            mrd_id: label.id,
            name: label.name,
            state: wire::mrd_name(mrd.state).to_owned(),
            reason: self.reason_text(mrd.facts.reason),
            load: wire::place(mrd.facts.load()),
            max: wire::place(mrd.limit),
        }
    }

    /// An open task.
    pub(crate) fn task_view(&self, task: &TaskFacts) -> Task {
        let (state, deadline, reason) = match task.state {
            TaskState::Offered { until } => ("RESERVED", until.0, ""),
            TaskState::Active => ("ACTIVE", 0, ""),
            TaskState::WrapUp { until, reason } => ("WRAP_UP", until.0, wire::close_name(reason)),
        };
        let request = self.told.request(task.request);
        let card = self.cards.get(&task.request);
        let queue = self.queue_label(task.queue);
        Task {
            id: task_id(task.id),
            request_id: card.map_or_else(|| key::text(task.request.0), |card| card.request_id.clone()),
            conversation_id: card.map_or_else(|| key::text(task.conversation.0), |card| card.conversation_id.clone()),
            agent_id: self.agent_id(task.agent),
            agent_name: self.agent_name(task.agent),
            state: state.to_owned(),
            reason_code: reason.to_owned(),
            queue_id: queue.id,
            queue_name: queue.name,
            mrd_id: self.labels.mrds.get(&task.mrd).map_or_else(|| key::text(task.mrd.0), |label| label.id.clone()),
            direction: request.map(|request| wire::direction_name(request.direction).to_owned()).unwrap_or_default(),
            enqueued_at_ms: request.map_or(0, |request| request.enqueued_at.0),
            offered_at_ms: task.offered_at.0,
            deadline_ms: deadline,
            epoch: self.epoch,
            card: card.map(|card| TaskCard::from(&card.text)),
            transferring: task.transferring.is_some(),
        }
    }

    /// What a report says of a request that has no task.
    pub(crate) fn taskless(&self, request: &RequestFacts, state: &str) -> Task {
        let view = self.request_view(request);
        let card = self.cards.get(&request.id);
        let mrd = self.told.queue_config(request.queue).map(|queue| queue.mrd);
        Task {
            request_id: view.id,
            conversation_id: view.conversation_id,
            state: state.to_owned(),
            queue_id: view.queue_id,
            queue_name: view.queue_name,
            mrd_id: mrd.and_then(|mrd| self.labels.mrds.get(&mrd)).map(|label| label.id.clone()).unwrap_or_default(),
            direction: wire::direction_name(request.direction).to_owned(),
            enqueued_at_ms: request.enqueued_at.0,
            epoch: self.epoch,
            card: card.map(|card| TaskCard::from(&card.text)),
            ..Task::default()
        }
    }

    /// A request that is not closed.
    pub(crate) fn request_view(&self, request: &RequestFacts) -> Request {
        let card = self.cards.get(&request.id);
        let queue = self.queue_label(request.queue);
        let state = match request.state {
            RequestState::Waiting | RequestState::Released => "QUEUED",
            RequestState::Offered(_) => "RESERVED",
            RequestState::Assigned(_) => "ACTIVE",
        };
        let waits = request.state == RequestState::Waiting;
        let position = if waits { self.told.position(request.id) } else { None };
        Request {
            id: card.map_or_else(|| key::text(request.id.0), |card| card.request_id.clone()),
            conversation_id: card.map_or_else(|| key::text(request.conversation.0), |card| card.conversation_id.clone()),
            queue_id: queue.id,
            queue_name: queue.name,
            state: state.to_owned(),
            priority: i32::from(request.priority),
            enqueued_at_ms: request.enqueued_at.0,
            ttl_at_ms: request.ttl_at.map_or(0, |at| at.0),
            position: position.map_or(0, wire::place),
            estimate: None,
            direction: wire::direction_name(request.direction).to_owned(),
            card: None,
        }
    }

    /// The same with how long it will still wait; for those who ask, since it looks at every agent.
    pub(crate) fn estimated_view(&self, request: &RequestFacts) -> Request {
        Request { estimate: self.estimate(request).map(wait_view), ..self.request_view(request) }
    }

    /// The same with who asks, for lists of what waits.
    pub(crate) fn listed_view(&self, request: &RequestFacts) -> Request {
        let card = self.cards.get(&request.id).map(|card| TaskCard::from(&card.text));
        Request { card, ..self.estimated_view(request) }
    }

    /// A queue with those who could serve it now.
    pub(crate) fn queue_view(&self, queue: QueueId, now: Ms) -> Option<QueueView> {
        let view = self.told.queue(queue)?;
        let label = self.queue_label(queue);
        let oldest = view.waiting.iter().map(|waiting| waiting.enqueued_at.0).min();
        let agents = view.available.iter().map(|agent| QueueAgent { id: self.agent_id(*agent), name: self.agent_name(*agent) });
        Some(QueueView {
            id: label.id,
            name: label.name,
            mrd_id: self.labels.mrds.get(&view.mrd).map_or_else(|| key::text(view.mrd.0), |label| label.id.clone()),
            waiting: wire::count(view.waiting.len()),
            longest_wait_ms: oldest.map_or(0, |at| now.saturating_sub(at).max(0)),
            available_agents: agents.collect(),
            estimate: self.estimate_now(queue).map(wait_view),
        })
    }
}

pub(crate) fn wait_view(wait: Estimate) -> WaitEstimate {
    let millis = |span: Span| i64::from(span.0);
    WaitEstimate { low_ms: millis(wait.low), likely_ms: millis(wait.likely), high_ms: millis(wait.high) }
}

/// A task's id on the wire.
pub(crate) fn task_id(task: routing_core::TaskId) -> String {
    format!("t{}", task.0)
}

/// The task of that id; one that nobody ever had if it is no task's id.
pub(crate) fn parse_task(id: &str) -> routing_core::TaskId {
    let number = id.strip_prefix('t').and_then(|digits| digits.parse().ok());
    routing_core::TaskId(number.unwrap_or(0))
}
