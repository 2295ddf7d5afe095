//! The two orders that decide: of the agents of a request, and of all waiting requests. Both are compared field by field, smallest first.

use serde::{Deserialize, Serialize};

use crate::ids::Ms;

/// Place of an agent among the candidates of a request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AgentRank {
    /// The first step the agent qualifies for; 0 where only one step counts or the agent is named.
    pub step: u8,
    /// As the queue spreads work.
    pub spread: u32,
    /// As the queue looks at skill.
    pub skill: u64,
    /// Since when the agent has had room.
    pub since: Ms,
    /// Order of first configuration.
    pub seq: u64,
}

impl AgentRank {
    /// The first part in which two places differ.
    pub fn differs(&self, other: &Self) -> &'static str {
        match () {
            () if self.step != other.step => "STEP",
            () if self.spread != other.spread => "SPREAD",
            () if self.skill != other.skill => "SKILL",
            () if self.since != other.since => "AVAILABLE_SINCE",
            () => "FIRST_CONFIGURED",
        }
    }
}

/// Place of a request among all that wait: named ones, then top priority, then queue priority if used, priority, time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RequestRank {
    /// 0 for a named agent, 1 for top priority, 2 for the others.
    pub tier: u8,
    /// Place of the queue; 0 where queue priority is off.
    pub queue: u8,
    /// 11 − priority, the priority it has risen to where its queue lets it.
    pub class: u8,
    /// Since when it has held that priority.
    pub at: Ms,
    /// Order of entry.
    pub seq: u64,
}
