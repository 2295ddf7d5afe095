//! Events of the core → reports for others. Each report shows the state as of its event.

use bus::Event as BusEvent;
use contracts::routing_engine::{AgentChangedEvent, Request, Task, TaskChangedEvent};
use routing_core::{
    AgentId, CloseReason, ConfigChange, Event, EventKind, GlobalState, MrdId, RequestFacts, RequestId, RequestState, TaskFacts, TaskId,
};

use super::feed::{Report, Said};
use crate::engine::Turn;
use crate::{AGENT_CHANGED, TASK_CHANGED, wire};

impl Turn<'_> {
    /// Applies an event to what others are told of, and reports it.
    pub(super) fn tell(&mut self, event: &Event) {
        let (task, request) = self.before(&event.kind);
        self.room.told.apply(event);
        self.room.figures.apply(event, &self.room.told);
        self.count(event, request.as_ref());
        self.touch(&event.kind, task.as_ref());
        if let Some(request) = event.kind.entered() {
            self.enqueued(request);
        }
        match &event.kind {
            EventKind::Requeued(requeued) => {
                self.draft.finished = None;
                self.enqueued(requeued.request);
            }
            EventKind::Offered { task, .. } => self.task_changed("AGENT_RESERVED", *task),
            EventKind::Assigned { task, .. }
            | EventKind::Joined { task, .. }
            | EventKind::WrapUpStarted { task, .. }
            | EventKind::WrapUpExtended { task, .. } => {
                self.task_changed("TASK_STATE_CHANGED", *task);
            }
            EventKind::DirectionChanged { request, .. } => self.direction_changed(*request),
            EventKind::OfferLapsed(lapsed) => self.task_closed(task, lapsed.reason),
            EventKind::TaskClosed { request, reason, .. } => {
                self.draft.finished = Some(*request);
                self.task_closed(task, *reason);
            }
            EventKind::RequestClosed { reason, .. } => {
                self.request_closed(request, *reason, event.at.0);
            }
            _ => {}
        }
    }

    /// Counts customers who came, those who went to an agent, and those who gave up.
    fn count(&mut self, event: &Event, gone: Option<&RequestFacts>) {
        let room = &mut *self.room;
        if let Some(facts) = event.kind.entered().and_then(|request| room.told.request(request)) {
            room.levels.entered(facts, event.at.0);
        }
        match &event.kind {
            EventKind::Assigned { request, .. } | EventKind::Joined { request, .. } => {
                if let Some(facts) = room.told.request(*request) {
                    room.levels.accepted(facts, event.at.0);
                }
            }
            EventKind::RequestClosed { reason, .. } => {
                if let Some(facts) = gone {
                    room.levels.closed(facts, *reason, event.at.0);
                }
            }
            _ => {}
        }
    }

    /// What the event is about to take away.
    fn before(&self, kind: &EventKind) -> (Option<TaskFacts>, Option<RequestFacts>) {
        let told = &self.room.told;
        match kind {
            EventKind::OfferLapsed(lapsed) => (told.task(lapsed.task).cloned(), None),
            EventKind::TaskClosed { task, .. } => (told.task(*task).cloned(), None),
            EventKind::RequestClosed { request, .. } => (None, told.request(*request).cloned()),
            _ => (None, None),
        }
    }

    /// Notes the agents whom an event touches.
    fn touch(&mut self, kind: &EventKind, gone: Option<&TaskFacts>) {
        let told = &self.room.told;
        let of_task = |task: &TaskId| told.task(*task).map(|task| task.agent);
        let touched = match kind {
            EventKind::AgentLoggedIn { agent, .. }
            | EventKind::AgentLoggedOut { agent, .. }
            | EventKind::AgentGlobalChanged { agent, .. }
            | EventKind::AgentMrdChanged { agent, .. }
            | EventKind::MrdInterrupted { agent, .. }
            | EventKind::MrdResumed { agent, .. }
            | EventKind::PresenceChanged { agent, .. }
            | EventKind::Offered { agent, .. }
            | EventKind::Joined { agent, .. }
            | EventKind::Assigned { agent, .. } => Some(*agent),
            EventKind::TransferStarted { task, .. }
            | EventKind::TransferReturned { task, .. }
            | EventKind::WrapUpStarted { task, .. }
            | EventKind::WrapUpExtended { task, .. } => of_task(task),
            EventKind::OfferLapsed(_) | EventKind::TaskClosed { .. } => gone.map(|task| task.agent),
            EventKind::DirectionChanged { request, .. } => told.request(*request).and_then(|facts| match facts.state {
                RequestState::Assigned(task) => of_task(&task),
                _ => None,
            }),
            EventKind::ConfigApplied { change, .. } => match &**change {
                ConfigChange::Agent(agent) => Some(agent.id),
                ConfigChange::Mrd(mrd) => {
                    let signed_in = self.signed_in(mrd.id);
                    self.draft.touched.extend(signed_in);
                    None
                }
                _ => None,
            },
            _ => None,
        };
        self.draft.touched.extend(touched);
    }

    fn signed_in(&self, mrd: MrdId) -> Vec<AgentId> {
        let told = &self.room.told;
        let here = |agent: &AgentId| {
            told.agent(*agent)
                .is_some_and(|view| view.global != GlobalState::Logout && view.mrds.iter().any(|entry| entry.facts.mrd == mrd))
        };
        told.agents().into_iter().filter(here).collect()
    }

    fn enqueued(&mut self, request: RequestId) {
        let Some(facts) = self.room.told.request(request) else {
            return;
        };
        let (task, request) = (self.room.taskless(facts, "QUEUED"), self.room.request_view(facts));
        self.report("TASK_ENQUEUED", task, request, "");
    }

    fn task_changed(&mut self, name: &str, task: TaskId) {
        let Some(facts) = self.room.told.task(task) else {
            return;
        };
        let view = self.room.task_view(facts);
        let request = self.room.told.request(facts.request).map(|request| self.room.request_view(request));
        let reason = view.reason_code.clone();
        self.report(name, view, request.unwrap_or_default(), &reason);
    }

    fn direction_changed(&mut self, request: RequestId) {
        if let Some(RequestState::Assigned(task)) = self.room.told.request(request).map(|facts| facts.state) {
            self.task_changed("TASK_STATE_CHANGED", task);
        }
    }

    fn task_closed(&mut self, task: Option<TaskFacts>, reason: CloseReason) {
        let Some(facts) = task else { return };
        let reason = wire::close_name(reason);
        let view = Task { state: "CLOSED".to_owned(), reason_code: reason.to_owned(), deadline_ms: 0, ..self.room.task_view(&facts) };
        let request = self.room.told.request(facts.request).map(|request| self.room.request_view(request));
        self.report("TASK_STATE_CHANGED", view, request.unwrap_or_default(), reason);
    }

    /// Reported apart unless the end of its accepted task has said it already.
    fn request_closed(&mut self, request: Option<RequestFacts>, reason: CloseReason, at: i64) {
        let Some(facts) = request else { return };
        let reported = self.draft.finished.take() == Some(facts.id);
        let name = wire::close_name(reason);
        if !reported {
            let request = Request { state: "CLOSED".to_owned(), position: 0, ..self.room.request_view(&facts) };
            let task = Task { reason_code: name.to_owned(), ..self.room.taskless(&facts, "CLOSED") };
            // A transfer that nobody took goes back to its sender: the customer is not alone.
            let nobody = reason == CloseReason::NoAgentAvailable && facts.transfer.is_none();
            let event = if nobody { "NO_AGENT_AVAILABLE" } else { "TASK_STATE_CHANGED" };
            self.report(event, task, request, name);
        }
        if let Some(card) = self.room.cards.remove(&facts.id) {
            self.draft.closed.push((card.request_id.clone(), name.to_owned(), at));
        }
    }

    fn report(&mut self, name: &str, task: Task, request: Request, reason: &str) {
        metrics::counter!("routing_engine_reports_total", "name" => name.to_owned()).increment(1);
        let key = task.conversation_id.clone();
        let message = TaskChangedEvent { name: name.to_owned(), task: Some(task), request: Some(request), reason_code: reason.to_owned() };
        self.draft.outbox.push(BusEvent::new(TASK_CHANGED, key, name, self.room.tenant.clone(), &message));
        self.draft.feed.push(Report { at: self.now, said: Said::Task(Box::new(message)) });
    }

    /// Reports the whole agent; `changed` is false where a request of its own changed nothing.
    pub(crate) fn tell_agent(&mut self, agent: AgentId, changed: bool) {
        self.stamp(agent);
        let Some(view) = self.room.agent_view(agent) else {
            return;
        };
        let key = view.id.clone();
        let kind = if changed { "AGENT_STATE_CHANGED" } else { "AGENT_STATE_UNCHANGED" };
        let message = AgentChangedEvent { agent: Some(view), changed };
        self.draft.outbox.push(BusEvent::new(AGENT_CHANGED, key, kind, self.room.tenant.clone(), &message));
        self.draft.feed.push(Report { at: self.now, said: Said::Agent(Box::new(message)) });
    }

    /// Notes since when the agent is as it is.
    fn stamp(&mut self, agent: AgentId) {
        let Some(view) = self.room.agent_view(agent) else {
            return;
        };
        let (now, id) = (self.now, view.id.clone());
        let note = self.note(agent, &id);
        let state = format!("{} {}", view.state, view.reason);
        if note.state != state {
            (note.state, note.since) = (state, now);
        }
        note.mrds.retain(|id, _| view.mrds.iter().any(|mrd| mrd.mrd_id == *id));
        for mrd in view.mrds {
            let entry = note.mrds.entry(mrd.mrd_id).or_default();
            if entry.0 != mrd.state {
                *entry = (mrd.state, now);
            }
        }
    }
}
