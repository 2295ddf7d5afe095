//! Applying events: the only code that changes the state. It never decides and never fails; an event about
//! something that does not exist changes nothing.

use crate::event::{Event, EventKind};
use crate::ids::Ms;
use crate::shard::Shard;

impl Shard {
    /// Applies one event of this or another shard of the same history.
    pub fn apply(&mut self, event: &Event) {
        let at = event.at.min(Ms::LATEST);
        self.clock = self.clock.max(at);
        match &event.kind {
            EventKind::ConfigApplied { version, change } => self.apply_config(*version, change),
            EventKind::AgentLoggedIn { agent, session } => self.apply_login(*agent, *session),
            EventKind::AgentLoggedOut { agent, reason } => self.apply_logout(*agent, *reason),
            EventKind::AgentGlobalChanged { agent, ready, reason, mrds } => {
                let Some(slot) = self.agent_ids.get(agent).copied() else {
                    return;
                };
                self.apply_global(slot, (*ready, at), *reason, mrds);
                self.relist(slot, Some(at));
            }
            EventKind::AgentMrdChanged { agent, mrd, ready, reason } => {
                let Some(slot) = self.agent_ids.get(agent).copied() else {
                    return;
                };
                self.apply_mrd(slot, *mrd, (*ready, at), *reason);
                self.relist(slot, Some(at));
            }
            EventKind::PresenceChanged { agent, session, presence } => {
                self.apply_presence(*agent, *session, *presence);
            }
            EventKind::Enqueued(enqueued) => self.apply_enqueued(enqueued, at),
            EventKind::StepEntered { request, step, next_step_at, skipped } => {
                self.apply_step(*request, (*step, *skipped), *next_step_at);
            }
            EventKind::Offered { task, request, agent, until } => {
                self.apply_offered(*task, *request, *agent, (at, *until));
            }
            EventKind::OfferLapsed(lapsed) => self.apply_lapsed(lapsed, at),
            EventKind::Assigned { task, request, .. } => self.apply_assigned(*task, *request, at),
            EventKind::Joined { task, request, agent } => self.apply_joined(*task, *request, *agent, at),
            EventKind::DirectionChanged { request, direction } => self.apply_direction(*request, *direction),
            EventKind::Requeued(requeued) => self.apply_requeued(requeued),
            EventKind::TargetWindowClosed { request } => self.apply_window_closed(*request),
            EventKind::CoolOffEnded { request, agent } => {
                self.apply_cool_off_ended(*request, *agent);
            }
            EventKind::RequestClosed { request, .. } => self.apply_request_closed(*request),
            EventKind::TransferStarted { task, request } => self.apply_transfer_started(*task, *request),
            EventKind::TransferReturned { task, request, .. } => self.apply_transfer_returned(*task, *request),
            EventKind::WrapUpStarted { task, until, reason } => self.apply_wrap_up(*task, *until, Some(*reason)),
            EventKind::WrapUpExtended { task, until } => self.apply_wrap_up(*task, *until, None),
            EventKind::TaskClosed { task, .. } => self.apply_task_closed(*task, Some(at)),
            EventKind::MrdInterrupted { .. } | EventKind::MrdResumed { .. } | EventKind::WrapUpEnded { .. } => {}
        }
    }

    pub(super) fn next_seq(&mut self) -> u64 {
        self.seq = self.seq.saturating_add(1);
        self.seq
    }
}
