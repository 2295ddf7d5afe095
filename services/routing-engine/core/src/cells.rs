//! Rows of the shard: facts plus what is derived from them for speed. Only the facts reach a snapshot.

use std::collections::BTreeSet;

use crate::agent::AgentFacts;
use crate::config::{MrdConfig, QueueConfig};
use crate::profiles::{Fit, Idle, Room};
use crate::request::{Key, RequestFacts};
use crate::slab::Slot;
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

/// A queue.
#[derive(Clone, Debug)]
pub(crate) struct QueueCell {
    pub(crate) config: QueueConfig,
    pub(crate) mrd: Slot,
    /// Waiting requests by effective step.
    pub(crate) buckets: Vec<BTreeSet<(Key, Slot)>>,
    /// Size of the buckets together.
    pub(crate) waiting: u32,
    /// Requests and tasks that refer to this queue.
    pub(crate) users: u32,
    /// Profiles that qualify for some step, and how.
    pub(crate) profiles: Vec<(Slot, Fit)>,
}

/// Where a waiting request is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Bucket { queue: Slot, step: u8, key: Key },
    Targeted { agent: Slot, key: Key },
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

/// What is open in one conversation.
#[derive(Clone, Debug, Default)]
pub(crate) struct Conversation {
    pub(crate) requests: Vec<Slot>,
    pub(crate) tasks: Vec<Slot>,
}
