//! What people will do, in order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use routing_core::{MrdId, RequestId, TaskId};

/// Something that will be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// The next customer of a class comes.
    Arrival { class: usize },
    /// A customer's patience ends.
    GiveUp { request: RequestId },
    /// An agent takes an offer.
    Answer { task: TaskId, agent: usize },
    /// The work is done.
    HangUp { task: TaskId, agent: usize },
    /// An agent begins or ends work.
    Shift { agent: usize, ready: bool },
    /// An agent who did not answer comes back.
    ReadyAgain { agent: usize, mrd: MrdId },
}

/// Everything that is planned.
#[derive(Debug, Default)]
pub(super) struct Agenda {
    heap: BinaryHeap<Reverse<(i64, u64, Due)>>,
    planned: u64,
}

impl Agenda {
    pub(super) fn add(&mut self, at: i64, due: Due) {
        self.planned += 1;
        self.heap.push(Reverse((at, self.planned, due)));
    }

    pub(super) fn first(&self) -> Option<i64> {
        self.heap.peek().map(|Reverse((at, ..))| *at)
    }

    pub(super) fn take(&mut self) -> Option<Due> {
        self.heap.pop().map(|Reverse((_, _, due))| due)
    }
}
