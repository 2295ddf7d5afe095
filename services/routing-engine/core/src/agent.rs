//! Agents: the facts that are stored and the state names that are derived from them.
//!
//! No transition table is stored, so none can disagree with the counters.

use serde::{Deserialize, Serialize};

use crate::expr::Levels;
use crate::ids::{AgentId, MrdId, Ms, ReasonId, TaskId};

/// Why an agent is not ready or logged out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// System: an offer was not answered.
    Rona,
    /// System: the desk's connection stayed away longer than the grace.
    AgentLogout,
    /// A reason that the tenant configured.
    Code(ReasonId),
}

/// What is known of the desk's connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// Connected.
    Up,
    /// Lost; the agent is logged out at `until`, and still gets work before.
    Down {
        /// End of the grace.
        until: Ms,
    },
    /// The engine restarted and has not heard of the agent; no work until it does, logged out at `until`.
    Unknown {
        /// End of the grace.
        until: Ms,
    },
}

impl Presence {
    /// When the grace ends, if it is running.
    pub const fn until(self) -> Option<Ms> {
        match self {
            Self::Up => None,
            Self::Down { until } | Self::Unknown { until } => Some(until),
        }
    }
}

/// Facts of one agent in one media routing domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MrdFacts {
    /// The domain.
    pub mrd: MrdId,
    /// The agent's own limit.
    pub max: u32,
    /// The switch.
    pub on: bool,
    /// Why the switch is off.
    pub reason: Option<Reason>,
    /// Tasks that ring.
    pub offered: u32,
    /// Tasks that were accepted and are not closed, wrap-up included.
    pub active: u32,
    /// Since when there has been room, the "longest available" of the order of agents.
    pub since: Ms,
}

impl MrdFacts {
    /// Tasks that take a slot.
    pub const fn load(&self) -> u32 {
        self.offered.saturating_add(self.active)
    }
}

/// Facts of one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentFacts {
    /// The agent.
    pub id: AgentId,
    /// Order of first configuration; the last tie-break between agents.
    pub seq: u64,
    /// Attribute values.
    pub levels: Levels,
    /// Domains, by id.
    pub mrds: Vec<MrdFacts>,
    /// Whether the agent is logged in.
    pub logged_in: bool,
    /// The global switch.
    pub ready: bool,
    /// Why not ready or logged out.
    pub reason: Option<Reason>,
    /// Epoch of the desk's session; older ones have no say.
    pub session: u64,
    /// The desk's connection.
    pub presence: Presence,
    /// Counts the agent's own switches to READY: each one ends its cool-offs.
    pub readiness: u32,
}

/// Global state as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GlobalState {
    /// Not logged in.
    Logout,
    /// Logged in and not working.
    NotReady,
    /// Working.
    Ready,
}

/// State in one media routing domain as shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MrdState {
    /// Not logged in.
    Logout,
    /// The engine restarted and has not heard of the agent yet.
    Unknown,
    /// Switched off, no tasks.
    NotReady,
    /// Switched off with tasks still open.
    PendingNotReady,
    /// Switched on, no tasks.
    Ready,
    /// A task rings and there is room for more, or it is the only one.
    Reserved,
    /// Tasks, and room for more.
    Active,
    /// No room.
    Busy,
    /// Suspended by work in another domain.
    Interrupted,
}

impl AgentFacts {
    /// Global state as shown.
    pub const fn global(&self) -> GlobalState {
        match (self.logged_in, self.ready) {
            (false, _) => GlobalState::Logout,
            (true, false) => GlobalState::NotReady,
            (true, true) => GlobalState::Ready,
        }
    }

    /// Whether new work may come at all.
    pub(crate) const fn takes_work(&self) -> bool {
        self.logged_in && self.ready && !matches!(self.presence, Presence::Unknown { .. })
    }

    /// State in one domain as shown; `limit` and `interrupted` come from the configuration and the other domains.
    pub(crate) fn mrd_state(&self, mrd: &MrdFacts, limit: u32, interrupted: bool) -> MrdState {
        if !self.logged_in {
            return MrdState::Logout;
        }
        if matches!(self.presence, Presence::Unknown { .. }) {
            return MrdState::Unknown;
        }
        if !mrd.on {
            return if mrd.load() > 0 { MrdState::PendingNotReady } else { MrdState::NotReady };
        }
        if interrupted {
            return MrdState::Interrupted;
        }
        working_state(mrd, limit)
    }
}

/// A lone ringing task shows as RESERVED even where the limit is one: the desk must ring before it is busy.
const fn working_state(mrd: &MrdFacts, limit: u32) -> MrdState {
    match (mrd.offered, mrd.active) {
        (0, 0) => MrdState::Ready,
        (_, 0) => MrdState::Reserved,
        _ if mrd.load() >= limit => MrdState::Busy,
        (0, _) => MrdState::Active,
        _ => MrdState::Reserved,
    }
}

/// One domain of an [`AgentView`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MrdView {
    /// Stored facts.
    pub facts: MrdFacts,
    /// State as shown.
    pub state: MrdState,
    /// The smaller of the agent's and the domain's limit.
    pub limit: u32,
    /// Whether work in another domain suspends this one.
    pub interrupted: bool,
    /// Whether the next request may come here.
    pub routable: bool,
}

/// An agent as the desk and supervisors see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentView {
    /// The agent.
    pub id: AgentId,
    /// Global state as shown.
    pub global: GlobalState,
    /// Why not ready or logged out.
    pub reason: Option<Reason>,
    /// Epoch of the desk's session.
    pub session: u64,
    /// The desk's connection.
    pub presence: Presence,
    /// Domains, by id.
    pub mrds: Vec<MrdView>,
    /// Open tasks, oldest first.
    pub tasks: Vec<TaskId>,
}
