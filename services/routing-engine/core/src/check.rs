//! What is wrong with a configuration although every part of it is allowed: steps that add nobody, queues that nobody serves, work that may
//! wait for ever, overflow that leads nowhere. Pure: configuration in, findings out; no shard is needed.

mod satisfy;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::config::{AgentConfig, AttributeConfig, ConfigChange, MrdConfig, OnFull, QueueConfig, RequestOrder, Settings, StepMode};
use crate::expr::Expr;
use crate::ids::{AgentId, AttributeId, MrdId, QueueId, Span};

/// A configuration, or what it would be.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// Settings of the shard.
    pub settings: Settings,
    /// Domains.
    pub mrds: BTreeMap<MrdId, MrdConfig>,
    /// Attributes.
    pub attributes: BTreeMap<AttributeId, AttributeConfig>,
    /// Queues.
    pub queues: BTreeMap<QueueId, QueueConfig>,
    /// Agents.
    pub agents: BTreeMap<AgentId, AgentConfig>,
    /// How long the requests of a queue live that say nothing of their own.
    pub ttl: BTreeMap<QueueId, Span>,
    /// Priorities of the requests that came to a queue of late, as far as that is known.
    pub priorities: BTreeMap<QueueId, BTreeSet<u8>>,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Cannot work: refused when it is saved.
    Fault,
    /// Works, but hardly as it was meant.
    Warning,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Trouble {
    /// No attribute values make the step true.
    Contradiction,
    /// Whoever qualifies for the step qualifies for an earlier one.
    Covered,
    /// No agent there is qualifies for the step and for none before it.
    AddsNobody,
    /// The step only begins when the requests are given up.
    AfterTimeToLive,
    /// The step ends before an offer made in it does.
    ShorterThanOffer,
    /// The requests are given up before the first offer ends.
    OfferOutlivesRequest,
    /// No agent there is qualifies for any step.
    Unserved,
    /// Nobody may hold a task in the domain.
    DomainClosed,
    /// Every agent of the queue also serves these, which always come first.
    Starved {
        /// Queues of a higher priority.
        by: Vec<QueueId>,
    },
    /// Requests of a higher priority always come first, and requests of several priorities do come: the low ones may wait for ever.
    LowStarve,
    /// Every agent of the queue also serves these, which order their requests otherwise: one of the two may wait for ever.
    MixedOrders {
        /// Queues of another order.
        with: Vec<QueueId>,
    },
    /// The overflow comes back to the queue.
    OverflowLoop {
        /// The way, from the queue to itself.
        way: Vec<QueueId>,
    },
    /// The overflow goes to a queue that there is not.
    OverflowUnknown,
    /// The overflow goes to a queue of another media routing domain.
    OverflowElsewhere,
    /// The overflow goes to a queue that nobody serves.
    OverflowUnserved,
    /// The queue overflows but is never full.
    NeverFull,
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Finding {
    /// How bad it is.
    pub severity: Severity,
    /// The queue.
    pub queue: QueueId,
    /// The step, from 1; none for the queue as a whole.
    pub step: Option<u8>,
    /// What it is.
    pub trouble: Trouble,
}

/// How many agents a step reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Agents who qualify for it.
    pub matching: u32,
    /// Of those, agents who qualify for no step before it.
    pub added: u32,
}

impl Trouble {
    /// For programs.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Contradiction => "CONTRADICTION",
            Self::Covered => "COVERED",
            Self::AddsNobody => "ADDS_NOBODY",
            Self::AfterTimeToLive => "AFTER_TIME_TO_LIVE",
            Self::ShorterThanOffer => "SHORTER_THAN_OFFER",
            Self::OfferOutlivesRequest => "OFFER_OUTLIVES_REQUEST",
            Self::Unserved => "UNSERVED",
            Self::DomainClosed => "DOMAIN_CLOSED",
            Self::Starved { .. } => "STARVED",
            Self::LowStarve => "LOW_STARVE",
            Self::MixedOrders { .. } => "MIXED_ORDERS",
            Self::OverflowLoop { .. } => "OVERFLOW_LOOP",
            Self::OverflowUnknown => "OVERFLOW_UNKNOWN",
            Self::OverflowElsewhere => "OVERFLOW_ELSEWHERE",
            Self::OverflowUnserved => "OVERFLOW_UNSERVED",
            Self::NeverFull => "NEVER_FULL",
        }
    }

    /// One sentence for people, without the names of other queues.
    pub const fn text(&self) -> &'static str {
        match self {
            Self::Contradiction => "nobody can ever qualify: the expression contradicts itself",
            Self::Covered => "whoever qualifies for this step qualifies for an earlier one",
            Self::AddsNobody => "no agent there is qualifies for this step and for none before it",
            Self::AfterTimeToLive => "the step only begins when the requests are given up",
            Self::ShorterThanOffer => "the step ends before an offer made in it does",
            Self::OfferOutlivesRequest => "the requests are given up before the first offer ends",
            Self::Unserved => "no agent there is qualifies for any step",
            Self::DomainClosed => "nobody may hold a task in the queue's media routing domain",
            Self::Starved { .. } => "every agent of the queue also serves queues that always come first: it may wait for ever",
            Self::LowStarve => {
                "requests of a higher priority always come first, and requests of several priorities come: the low ones may wait for ever"
            }
            Self::MixedOrders { .. } => {
                "every agent of the queue also serves queues that order their requests otherwise: one may wait for ever"
            }
            Self::OverflowLoop { .. } => "the overflow comes back to the queue",
            Self::OverflowUnknown => "the overflow goes to a queue that there is not",
            Self::OverflowElsewhere => "the overflow goes to a queue of another media routing domain",
            Self::OverflowUnserved => "the overflow goes to a queue that nobody serves",
            Self::NeverFull => "the queue overflows but is never full",
        }
    }

    const fn severity(&self) -> Severity {
        match self {
            Self::OverflowLoop { .. } | Self::OverflowUnknown | Self::OverflowElsewhere => Severity::Fault,
            _ => Severity::Warning,
        }
    }
}

impl Rules {
    /// The rules that these changes make, one after another.
    pub fn of(changes: impl IntoIterator<Item = ConfigChange>) -> Self {
        let mut rules = Self::default();
        for change in changes {
            match change {
                ConfigChange::Settings(settings) => rules.settings = settings,
                ConfigChange::Mrd(mrd) => _ = rules.mrds.insert(mrd.id, mrd),
                ConfigChange::RemoveMrd(mrd) => _ = rules.mrds.remove(&mrd),
                ConfigChange::Attribute(attribute) => _ = rules.attributes.insert(attribute.id, attribute),
                ConfigChange::RemoveAttribute(attribute) => _ = rules.attributes.remove(&attribute),
                ConfigChange::Queue(queue) => _ = rules.queues.insert(queue.id, queue),
                ConfigChange::RemoveQueue(queue) => _ = rules.queues.remove(&queue),
                ConfigChange::Agent(agent) => _ = rules.agents.insert(agent.id, agent),
                ConfigChange::RemoveAgent(agent) => _ = rules.agents.remove(&agent),
            }
        }
        rules
    }

    /// Everything that is wrong, worst first, then by queue and step.
    pub fn check(&self) -> Vec<Finding> {
        let served: BTreeMap<_, _> = self.queues.values().map(|queue| (queue.id, self.agents_of(queue))).collect();
        let mut found = Vec::new();
        for queue in self.queues.values() {
            let mut report = |step: Option<u8>, trouble: Trouble| {
                found.push(Finding { severity: trouble.severity(), queue: queue.id, step, trouble });
            };
            self.check_overflow(queue, &served, &mut report);
            self.check_steps(queue, &served[&queue.id], &mut report);
            self.check_company(queue, &served, &mut report);
        }
        found.sort();
        found
    }

    /// How many agents each step of a queue reaches.
    pub fn reach(&self, queue: &QueueConfig) -> Vec<Reach> {
        let masks: Vec<_> =
            self.agents.values().filter(|agent| self.has_room(agent, queue)).map(|agent| queue.mask(&agent.levels)).collect();
        let count = |fits: &dyn Fn(u16) -> bool| u32::try_from(masks.iter().filter(|mask| fits(**mask)).count()).unwrap_or(u32::MAX);
        let reach = |index: usize| Reach {
            matching: count(&|mask| mask & (1 << index) != 0),
            added: count(&|mask| mask & (1 << index) != 0 && mask & ((1 << index) - 1) == 0),
        };
        (0..queue.steps.len()).map(reach).collect()
    }

    /// Agents whose attributes satisfy an expression, whatever their domains.
    pub fn satisfying(&self, expr: &Expr) -> Vec<AgentId> {
        self.agents.values().filter(|agent| expr.holds(&agent.levels)).map(|agent| agent.id).collect()
    }

    fn has_room(&self, agent: &AgentConfig, queue: &QueueConfig) -> bool {
        let limit = |own: &u32| self.mrds.get(&queue.mrd).map_or(*own, |mrd| mrd.max.min(*own));
        agent.mrds.get(&queue.mrd).is_some_and(|own| limit(own) > 0)
    }

    fn agents_of(&self, queue: &QueueConfig) -> BTreeSet<AgentId> {
        let serves = |agent: &&AgentConfig| self.has_room(agent, queue) && queue.mask(&agent.levels) != 0;
        self.agents.values().filter(serves).map(|agent| agent.id).collect()
    }

    fn check_steps(&self, queue: &QueueConfig, agents: &BTreeSet<AgentId>, report: &mut impl FnMut(Option<u8>, Trouble)) {
        if self.mrds.get(&queue.mrd).is_some_and(|mrd| mrd.max == 0) {
            report(None, Trouble::DomainClosed);
        } else if agents.is_empty() {
            report(None, Trouble::Unserved);
        }
        let ttl = self.ttl.get(&queue.id).copied().filter(|ttl| *ttl > Span::ZERO);
        if ttl.is_some_and(|ttl| ttl <= queue.offer) {
            report(None, Trouble::OfferOutlivesRequest);
        }
        let (reach, mut begins) = (self.reach(queue), 0u64);
        for (index, step) in queue.steps.iter().enumerate() {
            let number = u8::try_from(index + 1).ok();
            let last = index + 1 == queue.steps.len();
            if let Some(trouble) = self.dead(queue, index, reach.get(index).copied(), agents.is_empty()) {
                report(number, trouble);
            }
            if ttl.is_some_and(|ttl| index > 0 && begins >= u64::from(ttl.0)) {
                report(number, Trouble::AfterTimeToLive);
            }
            if !last && step.wait > Span::ZERO && step.wait < queue.offer {
                report(number, Trouble::ShorterThanOffer);
            }
            begins = begins.saturating_add(u64::from(step.wait.0));
        }
    }

    /// Why a step is of no use, if it is of none.
    fn dead(&self, queue: &QueueConfig, index: usize, reach: Option<Reach>, unserved: bool) -> Option<Trouble> {
        let (step, reach) = (queue.steps.get(index)?, reach?);
        let kinds = |attribute: &AttributeId| self.attributes.get(attribute).map(|config| config.kind);
        if !satisfy::is_possible(&[(&step.expr, true)], &kinds) {
            return Some(Trouble::Contradiction);
        }
        if queue.step_mode == StepMode::Replace {
            return (reach.matching == 0 && !unserved).then_some(Trouble::AddsNobody);
        }
        let earlier = queue.steps.iter().take(index).map(|step| (&step.expr, false));
        let goals: Vec<_> = std::iter::once((&step.expr, true)).chain(earlier).collect();
        if index > 0 && !satisfy::is_possible(&goals, &kinds) {
            return Some(Trouble::Covered);
        }
        (reach.added == 0 && !unserved).then_some(Trouble::AddsNobody)
    }

    /// What the queues do to one another.
    fn check_company(
        &self,
        queue: &QueueConfig,
        served: &BTreeMap<QueueId, BTreeSet<AgentId>>,
        report: &mut impl FnMut(Option<u8>, Trouble),
    ) {
        let agents = &served[&queue.id];
        if agents.is_empty() || queue.pulled {
            return;
        }
        let peers = || self.queues.values().filter(|other| other.id != queue.id && other.mrd == queue.mrd && !other.pulled);
        if self.settings.queue_priority {
            let by: Vec<_> = peers().filter(|other| other.priority > queue.priority).map(|other| other.id).collect();
            if let Some(by) = covering(agents, by, served) {
                report(None, Trouble::Starved { by });
            }
        }
        let level = |other: &&QueueConfig| !self.settings.queue_priority || other.priority == queue.priority;
        let otherwise = peers().filter(level).filter(|other| kind(other.order) != kind(queue.order)).map(|other| other.id);
        if let Some(with) = covering(agents, otherwise.collect(), served) {
            report(None, Trouble::MixedOrders { with });
        }
        let lowest = self.priorities.get(&queue.id).and_then(BTreeSet::first).filter(|_| queue.order == RequestOrder::Strict);
        let above = |other: QueueId| self.priorities.get(&other).and_then(BTreeSet::last) > lowest;
        let before = peers().filter(level).filter(|other| other.order == RequestOrder::Strict && above(other.id)).map(|other| other.id);
        if lowest.is_some() && (above(queue.id) || covering(agents, before.collect(), served).is_some()) {
            report(None, Trouble::LowStarve);
        }
    }

    fn check_overflow(
        &self,
        queue: &QueueConfig,
        served: &BTreeMap<QueueId, BTreeSet<AgentId>>,
        report: &mut impl FnMut(Option<u8>, Trouble),
    ) {
        let OnFull::Overflow(first) = queue.on_full else {
            return;
        };
        if queue.max_waiting.is_none() {
            report(None, Trouble::NeverFull);
        }
        let Some(next) = self.queues.get(&first) else {
            return report(None, Trouble::OverflowUnknown);
        };
        if next.mrd != queue.mrd {
            report(None, Trouble::OverflowElsewhere);
        } else if served[&first].is_empty() && !served[&queue.id].is_empty() {
            report(None, Trouble::OverflowUnserved);
        }
        if let Some(way) = self.way_back(queue.id) {
            report(None, Trouble::OverflowLoop { way });
        }
    }

    /// The way that overflow takes from a queue back to it.
    fn way_back(&self, from: QueueId) -> Option<Vec<QueueId>> {
        let mut way = vec![from];
        let mut at = from;
        while let Some(OnFull::Overflow(next)) = self.queues.get(&at).map(|queue| queue.on_full) {
            way.push(next);
            if next == from {
                return Some(way);
            }
            // A loop further on is told of the queues that are in it.
            if way.len() > self.queues.len() + 1 {
                return None;
            }
            at = next;
        }
        None
    }
}

/// Those of the queues that are needed for every one of these agents to serve one; none if some agent serves none.
fn covering(agents: &BTreeSet<AgentId>, queues: Vec<QueueId>, served: &BTreeMap<QueueId, BTreeSet<AgentId>>) -> Option<Vec<QueueId>> {
    let shared: Vec<_> = queues.into_iter().filter(|queue| !served[queue].is_disjoint(agents)).collect();
    let all = agents.iter().all(|agent| shared.iter().any(|queue| served[queue].contains(agent)));
    (all && !shared.is_empty()).then_some(shared)
}

/// Orders of one kind are fair to one another.
const fn kind(order: RequestOrder) -> u8 {
    match order {
        RequestOrder::Strict => 0,
        RequestOrder::Ageing(_) => 1,
        // Both know time alone.
        RequestOrder::Classes(_) | RequestOrder::DueDate(_) => 2,
    }
}
