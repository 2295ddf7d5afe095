//! Deadlines. Every timer follows from the facts of a request, a task or an agent, so none is stored in a snapshot.

use std::collections::BTreeSet;

use crate::ids::Ms;
use crate::slab::Slot;

/// What is due. Timers of one instant fire in the order of the sequence numbers of what they belong to, then in
/// the order below: time to live before everything else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Timer {
    /// A request is given up.
    Ttl(Slot),
    /// A request stops waiting for its named agent.
    Window(Slot),
    /// A request enters its next step.
    Step(Slot),
    /// A request may go to an agent (by sequence number) again.
    CoolOff { agent_seq: u64, request: Slot },
    /// An offer stops ringing, or wrap-up ends.
    Task(Slot),
    /// An agent's grace ends.
    Grace(Slot),
}

/// A timer with its place in the order: deadline, then the sequence number of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Due {
    pub(crate) at: Ms,
    pub(crate) seq: u64,
    pub(crate) timer: Timer,
}

/// All timers, in the order in which they fire.
#[derive(Clone, Debug, Default)]
pub(crate) struct Timers(BTreeSet<Due>);

impl Timers {
    pub(crate) fn arm(&mut self, due: Due) {
        self.0.insert(due);
    }

    pub(crate) fn disarm(&mut self, due: &Due) {
        self.0.remove(due);
    }

    pub(crate) fn first(&self) -> Option<Due> {
        self.0.first().copied()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Due> {
        self.0.iter()
    }
}
