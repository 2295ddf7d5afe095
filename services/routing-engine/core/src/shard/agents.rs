//! Agents: sign-in, switches, presence, and what becomes of the work of one who is gone.

use crate::agent::{Presence, Reason};
use crate::command::{Answer, Link, Refusal};
use crate::event::EventKind;
use crate::ids::{AgentId, MrdId, Ms, Span};
use crate::shard::{Cx, Outcome, Shard};
use crate::slab::Slot;
use crate::task::{CloseReason, TaskState, WrapUpOutcome};

impl Shard {
    fn agent_slot(&self, agent: AgentId) -> Result<Slot, Refusal> {
        self.agent_ids.get(&agent).copied().ok_or(Refusal::UnknownAgent)
    }

    pub(super) fn logged_in(&self, agent: AgentId) -> Result<Slot, Refusal> {
        let slot = self.agent_slot(agent)?;
        if self.agents[slot].facts.logged_in { Ok(slot) } else { Err(Refusal::NotLoggedIn) }
    }

    pub(super) fn login(&mut self, cx: &mut Cx<'_>, agent: AgentId, session: u64) -> Outcome {
        let slot = self.agent_slot(agent)?;
        if self.agents[slot].facts.logged_in {
            return self.presence(cx, agent, session, Link::Up);
        }
        if session < self.agents[slot].facts.session {
            return Err(Refusal::StaleSession);
        }
        self.emit(cx, EventKind::AgentLoggedIn { agent, session });
        Ok(Answer::Done)
    }

    pub(super) fn log_out(&mut self, cx: &mut Cx<'_>, agent: AgentId, reason: Option<Reason>) -> Outcome {
        let slot = self.agent_slot(agent)?;
        if !self.agents[slot].facts.logged_in {
            return Ok(Answer::Unchanged);
        }
        self.take_out(cx, slot, reason);
        Ok(Answer::Done)
    }

    /// The grace has passed.
    pub(super) fn lose_agent(&mut self, cx: &mut Cx<'_>, agent: Slot) {
        self.take_out(cx, agent, Some(Reason::AgentLogout));
    }

    /// Logs an agent out first, so that nothing comes back, then lets go of the open work.
    fn take_out(&mut self, cx: &mut Cx<'_>, slot: Slot, reason: Option<Reason>) {
        let agent = self.agents[slot].facts.id;
        self.emit(cx, EventKind::AgentLoggedOut { agent, reason });
        for task in self.agents[slot].tasks.clone() {
            match self.tasks[task].facts.state {
                TaskState::Offered { .. } => self.lapse(cx, task, CloseReason::AgentLogout, None),
                TaskState::Active => self.take_away(cx, task, CloseReason::AgentLogout),
                TaskState::WrapUp { reason, .. } => {
                    self.end_wrap_up(cx, task, WrapUpOutcome::Skipped, reason);
                }
            }
        }
    }

    pub(super) fn agent_global(&mut self, cx: &mut Cx<'_>, agent: AgentId, ready: bool, reason: Option<Reason>) -> Outcome {
        let slot = self.logged_in(agent)?;
        let reason = reason.filter(|_| !ready);
        let facts = &self.agents[slot].facts;
        if facts.ready == ready && facts.reason == reason {
            return Ok(Answer::Unchanged);
        }
        let mrds = if ready { self.synchronised(slot) } else { self.switched_on(slot) };
        self.emit(cx, EventKind::AgentGlobalChanged { agent, ready, reason, mrds });
        Ok(Answer::Done)
    }

    /// Domains that are off and follow the global switch.
    fn synchronised(&self, agent: Slot) -> Vec<MrdId> {
        let cell = &self.agents[agent];
        let entries = cell.facts.mrds.iter().zip(&cell.mrds);
        let following = entries.filter(|(facts, entry)| !facts.on && self.mrds[entry.slot].config.auto_sync);
        following.map(|(facts, _)| facts.mrd).collect()
    }

    fn switched_on(&self, agent: Slot) -> Vec<MrdId> {
        self.agents[agent].facts.mrds.iter().filter(|mrd| mrd.on).map(|mrd| mrd.mrd).collect()
    }

    pub(super) fn agent_mrd(&mut self, cx: &mut Cx<'_>, (slot, mrd): (Slot, MrdId), ready: bool, reason: Option<Reason>) -> Outcome {
        let facts = &self.agents[slot].facts;
        let (agent, reason) = (facts.id, reason.filter(|_| !ready));
        let entry = facts.mrds.iter().find(|entry| entry.mrd == mrd).ok_or(Refusal::UnknownMrd)?;
        if ready && !facts.ready {
            return Err(Refusal::NotReady);
        }
        if entry.on == ready && entry.reason == reason {
            return Ok(Answer::Unchanged);
        }
        self.emit(cx, EventKind::AgentMrdChanged { agent, mrd, ready, reason });
        let last = !ready && self.agents[slot].facts.ready && self.switched_on(slot).is_empty();
        if last {
            // The global switch follows the last domain, but only a switch of the agent's own hand.
            self.emit(cx, EventKind::AgentGlobalChanged { agent, ready: false, reason, mrds: Vec::new() });
        }
        Ok(Answer::Done)
    }

    pub(super) fn presence(&mut self, cx: &mut Cx<'_>, agent: AgentId, session: u64, link: Link) -> Outcome {
        let slot = self.logged_in(agent)?;
        let facts = &self.agents[slot].facts;
        if session < facts.session {
            return Err(Refusal::StaleSession);
        }
        let presence = match (link, facts.presence) {
            (Link::Up, Presence::Up) if session == facts.session => return Ok(Answer::Unchanged),
            (Link::Up, _) => Presence::Up,
            (Link::Down, Presence::Up) => Presence::Down { until: cx.after(self.grace(slot)) },
            (Link::Down, _) => return Ok(Answer::Unchanged),
        };
        self.emit(cx, EventKind::PresenceChanged { agent, session, presence });
        Ok(Answer::Done)
    }

    /// The longest grace among the queues of the open tasks: losing any of them is the worse mistake.
    fn grace(&self, agent: Slot) -> Span {
        let tasks = self.agents[agent].tasks.iter();
        let graces = tasks.map(|task| self.queues[self.tasks[*task].queue].config.grace);
        graces.max().unwrap_or(self.settings.grace)
    }

    /// Nobody's presence is known. A grace that was running before keeps its end.
    pub(super) fn recovered(&mut self, cx: &mut Cx<'_>, now: Ms) -> Answer {
        let signed_in = self.agents.iter().filter(|(_, cell)| cell.facts.logged_in);
        let mut agents: Vec<_> = signed_in.map(|(slot, cell)| (cell.facts.seq, slot)).collect();
        agents.sort_unstable();
        let before = cx.out.len();
        for (_, slot) in agents {
            let facts = &self.agents[slot].facts;
            let (agent, session) = (facts.id, facts.session);
            let until = match facts.presence {
                Presence::Unknown { .. } => continue,
                Presence::Down { until } => until,
                Presence::Up => now.max(cx.now) + self.grace(slot),
            };
            let presence = Presence::Unknown { until };
            self.emit(cx, EventKind::PresenceChanged { agent, session, presence });
        }
        if cx.out.len() > before { Answer::Done } else { Answer::Unchanged }
    }
}
