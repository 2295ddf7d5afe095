//! Rows of the shard: facts plus what is derived from them for speed. Only the facts reach a snapshot.

use crate::agent::AgentFacts;
use std::collections::BTreeSet;

use crate::config::{ClassPace, MrdConfig, QueueConfig, RequestOrder, StepMode};
use crate::ids::Span;
use crate::profiles::{Fit, Idle, Room};
use crate::request::{Key, RequestFacts};
use crate::slab::Slot;
use crate::sorted::Sorted;
use crate::task::TaskFacts;

/// A media routing domain.
#[derive(Clone, Debug)]
pub(crate) struct MrdCell {
    pub(crate) config: MrdConfig,
}

/// Where an agent is listed as idle in one domain: room and place.
pub(crate) type Listing = Option<(Room, Idle)>;

/// One domain of an agent, beside the facts of the same index.
#[derive(Clone, Copy, Debug)]
pub(crate) struct AgentMrd {
    pub(crate) slot: Slot,
    pub(crate) listed: Listing,
}

/// An agent.
#[derive(Clone, Debug)]
pub(crate) struct AgentCell {
    pub(crate) facts: AgentFacts,
    pub(crate) profile: Slot,
    pub(crate) mrds: Vec<AgentMrd>,
    /// Open tasks, oldest first.
    pub(crate) tasks: Vec<Slot>,
    /// Waiting requests that name this agent.
    pub(crate) targeted: BTreeSet<(Key, Slot)>,
}

/// Waiting requests in the order in which they are served.
pub(crate) type Bucket = Sorted<(Key, Slot)>;

/// What an agent who looks for work asks of each of her queues, in one place: the rest of a configuration is four times as long.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) pulled: bool,
    pub(crate) priority: u8,
    pub(crate) mode: StepMode,
    pub(crate) steps: u8,
    pub(crate) pace: Pace,
}

impl Rule {
    pub(crate) fn new(config: &QueueConfig) -> Self {
        let steps = u8::try_from(config.steps.len()).unwrap_or(u8::MAX);
        Self { pulled: config.pulled, priority: config.priority, mode: config.step_mode, steps, pace: Pace::from(config.order) }
    }

    /// Rank of an agent in a step: the first step it qualifies for, none if it is not eligible yet.
    pub(crate) fn agent_rank(&self, mask: u16, step: u8, skipped: u16) -> Option<u8> {
        self.mode.agent_rank(mask, step.min(self.steps).max(1), skipped)
    }
}

/// [`RequestOrder`], small where it can be.
#[derive(Clone, Debug)]
pub(crate) enum Pace {
    Strict,
    Ageing(Span),
    DueDate(Span),
    Classes(Box<[ClassPace; 10]>),
}

impl From<RequestOrder> for Pace {
    fn from(order: RequestOrder) -> Self {
        match order {
            RequestOrder::Strict => Self::Strict,
            RequestOrder::Ageing(worth) => Self::Ageing(worth),
            RequestOrder::DueDate(goal) => Self::DueDate(goal),
            RequestOrder::Classes(paces) => Self::Classes(Box::new(paces)),
        }
    }
}

/// A queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueCell {
    pub(crate) config: Box<QueueConfig>,
    pub(crate) rule: Rule,
    pub(crate) mrd: Slot,
    /// Waiting requests by effective step.
    pub(crate) buckets: Vec<Bucket>,
    /// Size of the buckets together.
    pub(crate) waiting: u32,
    /// Requests and tasks that refer to this queue.
    pub(crate) users: u32,
    /// Profiles that qualify for some step, and how.
    pub(crate) profiles: Vec<(Slot, Fit)>,
}

/// Where a waiting request is listed; its key there follows from facts that do not change while it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Bucket { queue: Slot, step: u8 },
    Targeted { agent: Slot },
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct RequestCell {
    pub(crate) facts: RequestFacts,
    pub(crate) queue: Slot,
    pub(crate) place: Option<Place>,
}

/// A task.
#[derive(Clone, Debug)]
pub(crate) struct TaskCell {
    pub(crate) facts: TaskFacts,
    pub(crate) agent: Slot,
    pub(crate) queue: Slot,
}

/// What is open in one conversation, oldest first. Nearly always one of each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversation {
    pub(crate) requests: Few,
    pub(crate) tasks: Few,
}

/// Slots of which there is seldom more than one, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) enum Few {
    #[default]
    None,
    One([Slot; 1]),
    #[expect(clippy::box_collection, reason = "half the size of every conversation, for the few that have more")]
    Many(Box<Vec<Slot>>),
}

impl Few {
    pub(crate) fn as_slice(&self) -> &[Slot] {
        match self {
            Self::None => &[],
            Self::One(one) => one,
            Self::Many(many) => many,
        }
    }

    pub(crate) fn push(&mut self, slot: Slot) {
        *self = match std::mem::take(self) {
            Self::None => Self::One([slot]),
            Self::One([first]) => Self::Many(Box::new(vec![first, slot])),
            Self::Many(mut many) => {
                many.push(slot);
                Self::Many(many)
            }
        };
    }

    pub(crate) fn remove(&mut self, slot: Slot) {
        match self {
            Self::One([only]) if *only == slot => *self = Self::None,
            Self::None | Self::One(_) => {}
            Self::Many(many) => {
                many.retain(|other| *other != slot);
                match many.as_slice() {
                    [] => *self = Self::None,
                    [last] => *self = Self::One([*last]),
                    _ => {}
                }
            }
        }
    }

    pub(crate) fn iter(&self) -> std::slice::Iter<'_, Slot> {
        self.as_slice().iter()
    }

    pub(crate) fn is_empty(&self) -> bool {
        matches!(self, Self::None)
    }
}
