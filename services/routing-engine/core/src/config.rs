//! What an administrator sets: media routing domains, attributes, queues with steps, agents, shard settings.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::condition::Condition;
use crate::expr::{Expr, Levels};
use crate::ids::{AgentId, AttributeId, MrdId, QueueId, Span};

/// Most steps a queue may have.
pub const MAX_STEPS: usize = 10;
/// Largest number of tasks an agent may hold in one media routing domain.
pub const MAX_TASKS: u32 = 1_000;
/// What the tasks of an agent may weigh together, over all media routing domains.
pub const BUDGET: u32 = 100;
/// Most attributes of an [`SkillOrder::OrderBy`].
pub const MAX_ORDER_BY: usize = 8;

/// A media routing domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MrdConfig {
    /// Its id.
    pub id: MrdId,
    /// Most tasks an agent may hold here; an agent's own value can only lower it. 0 = never.
    pub max: u32,
    /// Whether work in another domain of the agent suspends this one.
    pub interruptible: bool,
    /// Whether it is switched on together with the agent's global READY.
    pub auto_sync: bool,
    /// What a task takes of the agent's [`BUDGET`]; 0 where only the number of tasks counts.
    #[serde(default)]
    pub weight: u32,
}

impl MrdConfig {
    /// A domain that is not interruptible and follows the agent's global state.
    pub const fn new(id: MrdId, max: u32) -> Self {
        Self { id, max, interruptible: false, auto_sync: true, weight: 0 }
    }
}

/// Which values an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttributeKind {
    /// 0 or 1.
    Boolean,
    /// 1 to 10.
    Level,
}

impl AttributeKind {
    /// Whether the value is one of this kind.
    pub const fn admits(self, value: u8) -> bool {
        match self {
            Self::Boolean => value <= 1,
            Self::Level => value >= 1 && value <= 10,
        }
    }
}

/// A routing attribute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttributeConfig {
    /// Its id.
    pub id: AttributeId,
    /// Which values it takes.
    pub kind: AttributeKind,
}

/// One step of a queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How long until the next step begins. Not looked at on the last step.
    pub wait: Span,
    /// Who qualifies.
    pub expr: Expr,
    /// Asked once, when the step would begin: where it does not hold the step is passed with no wait, and whoever qualifies for it alone is
    /// not asked. The last step has none: there is nothing behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consider: Option<Box<Condition>>,
}

impl Step {
    /// A step that is always considered.
    pub const fn new(wait: Span, expr: Expr) -> Self {
        Self { wait, expr, consider: None }
    }
}

/// The bit of a step in a set of steps.
pub(crate) fn step_bit(step: u8) -> u16 {
    1u16.checked_shl(u32::from(step).saturating_sub(1)).unwrap_or(0)
}

/// What a further step does to the earlier ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum StepMode {
    /// Steps add up: during step *k* whoever qualifies for any of 1..k is eligible.
    Cumulative,
    /// Only the current step counts.
    Replace,
}

impl StepMode {
    /// Rank of an agent who qualifies for the steps of a mask, none if not yet in `step`; steps that were passed over do not count.
    pub(crate) fn agent_rank(self, mask: u16, step: u8, skipped: u16) -> Option<u8> {
        let mask = mask & !(skipped & !step_bit(step));
        match self {
            Self::Cumulative => {
                let first = u8::try_from(mask.trailing_zeros()).unwrap_or(u8::MAX).saturating_add(1);
                (first <= step).then_some(first)
            }
            Self::Replace => (mask & step_bit(step) != 0).then_some(0),
        }
    }
}

/// Order of the requests inside a queue. Priority 11 always goes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestOrder {
    /// Priority, then time of entry.
    Strict,
    /// One step of priority is worth this much waiting time.
    Ageing(Span),
    /// Each priority has a pace of its own at which waiting counts, by priority from 1.
    Classes([ClassPace; 10]),
    /// Earliest due date: everybody is to be served within this time, whatever the priority.
    DueDate(Span),
}

/// How waiting counts for one priority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassPace {
    /// Counts as having waited this long on entry.
    pub head_start: Span,
    /// What a second of waiting counts, in hundredths of a second.
    pub percent: u32,
}

impl ClassPace {
    /// How long a request counts as having waited, in milliseconds.
    pub(crate) fn counts(self, waited: i64) -> i64 {
        i64::from(self.head_start.0).saturating_add(waited.max(0).saturating_mul(i64::from(self.percent)) / 100)
    }
}

/// What comes first in the order of agents, after the step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Spread {
    /// Nothing.
    None,
    /// Fewest tasks in this media routing domain.
    LeastLoaded,
    /// Smallest part of the own limit taken.
    LeastActive,
    /// Most of the budget left.
    MostBudget,
}

impl Spread {
    /// Smaller is chosen first.
    pub(crate) const fn key(self, load: u32, limit: u32, free: u32) -> u32 {
        match self {
            Self::None => 0,
            Self::LeastLoaded => load,
            // Limits are at most a thousand: no two different parts fall together.
            Self::LeastActive => load.saturating_mul(1_000_000) / if limit == 0 { 1 } else { limit },
            Self::MostBudget => BUDGET.saturating_sub(free),
        }
    }
}

/// What comes between [`Spread`] and "longest available" in the order of agents.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SkillOrder {
    /// Nothing.
    #[default]
    None,
    /// The largest sum over the attributes that the queue's steps name.
    MostSkilled,
    /// The smallest such sum: keeps flexible people free.
    LeastSkilled,
    /// These attributes one after another; who lacks one comes last either way.
    OrderBy(Vec<OrderBy>),
}

/// One attribute of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderBy {
    /// The attribute.
    pub attribute: AttributeId,
    /// Largest value first.
    pub descending: bool,
}

/// What happens to a request for a full queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnFull {
    /// It is closed as `QUEUE_FULL`.
    #[default]
    Reject,
    /// It waits in another queue of the same domain, with the time at which it entered.
    Overflow(QueueId),
    /// It comes in, and the one that has waited longest is closed as `QUEUE_FULL`.
    DropOldest,
}

/// The priority of a request whose offer was not answered or declined.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Requeue {
    /// Before everything else.
    #[default]
    Top,
    /// The one it had.
    Same,
}

/// What happens to the agent who did not answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AfterRona {
    /// The media routing domain goes `NOT_READY` with the system reason RONA.
    NotReady,
    /// Nothing; only the cool-off keeps the request away.
    KeepReady,
}

/// A queue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueConfig {
    /// Its id.
    pub id: QueueId,
    /// The media routing domain of everything that waits here.
    pub mrd: MrdId,
    /// 1..=10, 10 first; looked at only if [`Settings::queue_priority`] is on.
    pub priority: u8,
    /// One to ten steps.
    pub steps: Vec<Step>,
    /// Whether steps add up.
    pub step_mode: StepMode,
    /// Order of requests.
    pub order: RequestOrder,
    /// Order of agents.
    pub spread: Spread,
    /// How long an offer rings.
    pub offer: Span,
    /// How long wrap-up lasts; zero is none.
    pub wrap_up: Span,
    /// How long an agent with work from here may be without a connection.
    pub grace: Span,
    /// How long a request keeps away from an agent who declined or did not answer.
    pub cool_off: Span,
    /// What happens to the agent who did not answer.
    pub after_rona: AfterRona,
    /// Most requests that may wait.
    pub max_waiting: Option<u32>,
    /// What happens to a further one.
    #[serde(default)]
    pub on_full: OnFull,
    /// What comes between the spread and "longest available".
    #[serde(default)]
    pub skill: SkillOrder,
    /// The priority after an offer that was not answered or declined.
    #[serde(default)]
    pub requeue: Requeue,
    /// Nothing is offered: agents look at the list and fetch.
    #[serde(default)]
    pub pulled: bool,
}

/// More than any sum of levels.
const MOST_SKILL: u64 = 1_000_000;

impl OrderBy {
    fn key(self, levels: &Levels) -> u64 {
        match levels.get(&self.attribute).map(|level| u64::from(*level)) {
            None => 255,
            Some(level) if self.descending => 100 - level.min(100),
            Some(level) => level,
        }
    }
}

impl QueueConfig {
    /// A queue of one step with the defaults of the product.
    pub fn new(id: QueueId, mrd: MrdId, expr: Expr) -> Self {
        Self {
            id,
            mrd,
            priority: 1,
            steps: vec![Step::new(Span::ZERO, expr)],
            step_mode: StepMode::Cumulative,
            order: RequestOrder::Strict,
            spread: Spread::LeastLoaded,
            offer: Span::seconds(60),
            wrap_up: Span::ZERO,
            grace: Span::seconds(15),
            cool_off: Span::seconds(30),
            after_rona: AfterRona::NotReady,
            max_waiting: None,
            on_full: OnFull::Reject,
            skill: SkillOrder::None,
            requeue: Requeue::Top,
            pulled: false,
        }
    }

    /// Whether agents fetch what waits here.
    pub(crate) const fn is_pulled(&self) -> bool {
        self.pulled
    }

    /// Place of an agent by skill; smaller is chosen first.
    pub(crate) fn skill_key(&self, levels: &Levels) -> u64 {
        match &self.skill {
            SkillOrder::None => 0,
            SkillOrder::MostSkilled => MOST_SKILL.saturating_sub(self.skill_sum(levels)),
            SkillOrder::LeastSkilled => self.skill_sum(levels),
            SkillOrder::OrderBy(order) => order.iter().take(MAX_ORDER_BY).fold(0, |key, by| (key << 8) | by.key(levels)),
        }
    }

    fn skill_sum(&self, levels: &Levels) -> u64 {
        let mut named = BTreeSet::new();
        self.steps.iter().for_each(|step| step.expr.collect_names(&mut named));
        named.iter().filter_map(|attribute| levels.get(attribute)).map(|level| u64::from(*level)).sum()
    }

    /// Bit *k*−1 is set if an agent with these values qualifies for step *k*.
    pub(crate) fn mask(&self, levels: &Levels) -> u16 {
        let bit = |index: usize, step: &Step| u16::from(step.expr.holds(levels)) << index;
        self.steps.iter().take(MAX_STEPS).enumerate().fold(0, |mask, (index, step)| mask | bit(index, step))
    }

    /// The step that counts for a request that has entered `step`: an edit may have left fewer.
    pub(crate) fn effective_step(&self, step: u8) -> u8 {
        step.min(u8::try_from(self.steps.len()).unwrap_or(u8::MAX)).max(1)
    }

    /// Rank of an agent in a step: the first step it qualifies for, none if it is not eligible yet.
    pub(crate) fn agent_rank(&self, mask: u16, step: u8, skipped: u16) -> Option<u8> {
        self.step_mode.agent_rank(mask, self.effective_step(step), skipped)
    }
}

/// An agent as configured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentConfig {
    /// Its id.
    pub id: AgentId,
    /// Attribute values.
    pub levels: Levels,
    /// Most tasks per media routing domain; one that is not named here is not the agent's.
    pub mrds: BTreeMap<MrdId, u32>,
}

/// What holds for the whole shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Whether queue priority comes before task priority when queues compete for an agent.
    pub queue_priority: bool,
    /// How long an agent without open work may be without a connection.
    pub grace: Span,
}

impl Default for Settings {
    fn default() -> Self {
        Self { queue_priority: false, grace: Span::seconds(15) }
    }
}

/// One change of the configuration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ConfigChange {
    /// Settings of the shard.
    Settings(Settings),
    /// Adds or replaces a media routing domain.
    Mrd(MrdConfig),
    /// Removes a media routing domain that nobody uses.
    RemoveMrd(MrdId),
    /// Adds or replaces an attribute.
    Attribute(AttributeConfig),
    /// Removes an attribute that nobody uses.
    RemoveAttribute(AttributeId),
    /// Adds or replaces a queue.
    Queue(QueueConfig),
    /// Removes a queue without requests and tasks.
    RemoveQueue(QueueId),
    /// Adds or replaces an agent.
    Agent(AgentConfig),
    /// Removes an agent who is logged out.
    RemoveAgent(AgentId),
}
