//! Why a request waits, or why it went to whom it went.
//!
//! An [`Explanation`] holds facts and verdicts. The facts are taken from a shard at the instant of the decision; the verdicts follow from
//! them by [`judge`], which knows the shard no more: whoever doubts a verdict can derive it again from what stands beside it. Nothing
//! here is used by the matcher, so the tests may hold one against the other.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::agent::{Presence, Reason};
use crate::config::{BUDGET, QueueConfig, StepMode, step_bit};
use crate::expr::{FailedTerm, Levels};
use crate::ids::{AgentId, MrdId, Ms, QueueId, RequestId, TaskId};
use crate::order::{AgentRank, RequestRank};
use crate::request::RequestFacts;

/// Most other requests that an explanation lists.
pub const MAX_RIVALS: usize = 20;

/// An agent in the domain of the request's queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DomainFacts {
    /// The switch.
    pub on: bool,
    /// Why the switch is off.
    pub reason: Option<Reason>,
    /// Tasks that take a slot.
    pub load: u32,
    /// The smaller of the agent's and the domain's limit.
    pub limit: u32,
    /// Since when there has been room.
    pub since: Ms,
    /// Domains in which the agent has work that suspends this one.
    pub interrupted_by: Vec<MrdId>,
    /// Used of the agent's budget as far as it counts for this domain.
    pub used: u32,
    /// What one more task would cost.
    pub weight: u32,
}

/// What holds of one agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentCase {
    /// The agent.
    pub agent: AgentId,
    /// Order of first configuration.
    pub seq: u64,
    /// Attribute values.
    pub levels: Levels,
    /// Whether the agent is logged in.
    pub logged_in: bool,
    /// The global switch.
    pub ready: bool,
    /// Why not ready or logged out.
    pub reason: Option<Reason>,
    /// The desk's connection.
    pub presence: Presence,
    /// The domain of the queue; none if the agent does not have it.
    pub domain: Option<DomainFacts>,
    /// Whether the agent takes part in the conversation already.
    pub takes_part: bool,
    /// Until when the request keeps away after an offer that was declined or not answered.
    pub cooling_until: Option<Ms>,
    /// What speaks against the agent; empty for a candidate.
    pub obstacles: Vec<Obstacle>,
    /// The place among the candidates, smallest first; none if something speaks against the agent.
    pub rank: Option<AgentRank>,
}

/// A step whose expression is false of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedStep {
    /// From 1.
    pub step: u8,
    /// What made it false.
    pub terms: Vec<FailedTerm>,
}

/// What speaks against an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Obstacle {
    /// The request is meant for somebody else.
    NotNamed,
    /// The queue only keeps what agents fetch themselves.
    Pulled,
    /// The agent does not work in this media routing domain.
    NoDomain,
    /// Not signed in.
    LoggedOut,
    /// The global switch is off.
    NotReady,
    /// Not heard of since the engine restarted.
    PresenceUnknown,
    /// The domain's switch is off.
    DomainOff,
    /// As many tasks as the limit allows.
    NoRoom,
    /// The agent's budget is used up.
    NoBudget,
    /// Work in another domain suspends this one.
    Interrupted,
    /// No step that counts now is true of the agent.
    Steps {
        /// The steps that count, and why they are false.
        failed: Vec<FailedStep>,
        /// A later step that will be true.
        later: Option<u8>,
    },
    /// Ruled out by whoever made the request.
    Excluded,
    /// Takes part in the conversation.
    TakesPart,
    /// Asked for this very transfer.
    Sender,
    /// Declined or did not answer a short while ago.
    CoolingOff,
}

/// Another request that the chosen agent could have had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    /// The request.
    pub request: RequestId,
    /// Its queue.
    pub queue: QueueId,
    /// Its place among all waiting requests, smallest first.
    pub rank: RequestRank,
}

/// Everything about one request at one instant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Explanation {
    /// The instant.
    pub at: Ms,
    /// Version of the configuration that held.
    pub rule: u64,
    /// The request.
    pub request: RequestFacts,
    /// Its queue as it was configured.
    pub queue: QueueConfig,
    /// The step that counts; an edit may have left fewer than the request has entered.
    pub step: u8,
    /// Its place among all waiting requests.
    pub rank: RequestRank,
    /// Its place in the queue, from 1; none while it waits for a named agent.
    pub position: Option<u32>,
    /// All agents: candidates first, in the order in which they are chosen.
    pub agents: Vec<AgentCase>,
    /// Whom it goes to.
    pub choice: Option<AgentId>,
    /// What else that agent could have had, first come first; the request itself among them.
    pub rivals: Vec<Rival>,
    /// How many rivals there are.
    pub rival_count: u32,
}

/// One offer with the reasons for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// The attempt.
    pub task: TaskId,
    /// Whom it went to.
    pub agent: AgentId,
    /// Why.
    pub why: Explanation,
}

impl Explanation {
    /// The verdict on an agent from the facts of this explanation alone.
    pub fn judge(&self, case: &AgentCase) -> (Vec<Obstacle>, Option<AgentRank>) {
        let found = obstacles(self, case);
        let rank = if found.is_empty() { rank(self, case) } else { None };
        (found, rank)
    }

    /// Whom it goes to by the facts of this explanation alone.
    pub fn derived_choice(&self) -> Option<AgentId> {
        let ranked = self.agents.iter().filter_map(|case| self.judge(case).1.map(|rank| (rank, case.agent)));
        ranked.min().map(|(_, agent)| agent)
    }

    /// The candidates, first chosen first.
    pub fn candidates(&self) -> impl Iterator<Item = &AgentCase> {
        self.agents.iter().filter(|case| case.rank.is_some())
    }

    /// What sets the choice apart from the next candidate: the first part of the rank in which they differ.
    pub fn tie_break(&self) -> Option<&'static str> {
        let mut ranks = self.candidates().filter_map(|case| case.rank);
        let (first, second) = (ranks.next()?, ranks.next()?);
        Some(first.differs(&second))
    }

    /// How many agents each kind of obstacle rules out; an agent may count more than once.
    pub fn tally(&self) -> BTreeMap<&'static str, u32> {
        let mut tally = BTreeMap::new();
        for obstacle in self.agents.iter().flat_map(|case| &case.obstacles) {
            *tally.entry(obstacle.name()).or_default() += 1;
        }
        tally
    }

    /// Gives every agent its verdict, and orders them.
    pub(crate) fn settle(&mut self) {
        let verdicts: Vec<_> = self.agents.iter().map(|case| self.judge(case)).collect();
        for (case, (obstacles, rank)) in self.agents.iter_mut().zip(verdicts) {
            (case.obstacles, case.rank) = (obstacles, rank);
        }
        self.agents.sort_by_key(|case| (case.rank.is_none(), case.rank, case.seq));
    }
}

impl Obstacle {
    /// For programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::NotNamed => "NOT_NAMED",
            Self::Pulled => "PULLED",
            Self::NoDomain => "NO_DOMAIN",
            Self::LoggedOut => "LOGGED_OUT",
            Self::NotReady => "NOT_READY",
            Self::PresenceUnknown => "PRESENCE_UNKNOWN",
            Self::DomainOff => "DOMAIN_OFF",
            Self::NoRoom => "NO_ROOM",
            Self::NoBudget => "NO_BUDGET",
            Self::Interrupted => "INTERRUPTED",
            Self::Steps { .. } => "STEPS",
            Self::Excluded => "EXCLUDED",
            Self::TakesPart => "TAKES_PART",
            Self::Sender => "SENDER",
            Self::CoolingOff => "COOLING_OFF",
        }
    }
}

fn obstacles(why: &Explanation, case: &AgentCase) -> Vec<Obstacle> {
    let mut found = Vec::new();
    let mut add = |applies: bool, obstacle: Obstacle| {
        if applies {
            found.push(obstacle);
        }
    };
    let request = &why.request;
    let named = request.target().map(|target| target.agent);
    add(named.is_some_and(|agent| agent != case.agent), Obstacle::NotNamed);
    add(why.queue.is_pulled() && named.is_none(), Obstacle::Pulled);
    add(!case.logged_in, Obstacle::LoggedOut);
    add(case.logged_in && !case.ready, Obstacle::NotReady);
    add(case.logged_in && matches!(case.presence, Presence::Unknown { .. }), Obstacle::PresenceUnknown);
    match &case.domain {
        None => add(true, Obstacle::NoDomain),
        Some(domain) => {
            add(case.logged_in && !domain.on, Obstacle::DomainOff);
            add(domain.load >= domain.limit, Obstacle::NoRoom);
            add(domain.weight > 0 && domain.used.saturating_add(domain.weight) > BUDGET, Obstacle::NoBudget);
            add(!domain.interrupted_by.is_empty(), Obstacle::Interrupted);
        }
    }
    if named.is_none() && step_rank(why, case).is_none() {
        found.push(failed_steps(why, case));
    }
    let mut add = |applies: bool, obstacle: Obstacle| {
        if applies {
            found.push(obstacle);
        }
    };
    add(request.exclude.contains(&case.agent), Obstacle::Excluded);
    add(case.takes_part, Obstacle::TakesPart);
    add(request.transfer().is_some_and(|origin| origin.agent == case.agent), Obstacle::Sender);
    add(case.cooling_until.is_some(), Obstacle::CoolingOff);
    found
}

fn mask(why: &Explanation, case: &AgentCase) -> u16 {
    why.queue.mask(&case.levels)
}

fn step_rank(why: &Explanation, case: &AgentCase) -> Option<u8> {
    why.queue.agent_rank(mask(why, case), why.step, why.request.skipped)
}

fn failed_steps(why: &Explanation, case: &AgentCase) -> Obstacle {
    let counts = |step: u8| match why.queue.step_mode {
        StepMode::Cumulative => step <= why.step && (step == why.step || why.request.skipped & step_bit(step) == 0),
        StepMode::Replace => step == why.step,
    };
    let (mut failed, mut later) = (Vec::new(), None);
    for (step, config) in (1u8..).zip(&why.queue.steps) {
        if counts(step) {
            failed.push(FailedStep { step, terms: config.expr.why_not(&case.levels) });
        } else if later.is_none() && step > why.step && config.expr.holds(&case.levels) {
            later = Some(step);
        }
    }
    Obstacle::Steps { failed, later }
}

fn rank(why: &Explanation, case: &AgentCase) -> Option<AgentRank> {
    let domain = case.domain.as_ref()?;
    let tail = AgentRank { since: domain.since, seq: case.seq, ..AgentRank::default() };
    if why.request.target.is_some() {
        return Some(tail);
    }
    let step = step_rank(why, case)?;
    let spread = why.queue.spread.key(domain.load, domain.limit, BUDGET.saturating_sub(domain.used));
    Some(AgentRank { step, spread, skill: why.queue.skill_key(&case.levels), ..tail })
}
