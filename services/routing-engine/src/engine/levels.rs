//! How well customers are served: who went to an agent in time, who gave up. Folded from events as they are told; begins anew with every
//! start, like everything that decides nothing.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use ids::Ms;
use routing_core::{CloseReason, Direction, QueueId, RequestFacts, RequestState};

/// How far back is looked.
pub(crate) const WINDOW: Ms = 30 * 60 * 1_000;
/// Customers remembered a queue; more within the window and the oldest are not counted.
const MOST: usize = 20_000;
/// Requests that came longer ago say nothing of those that come.
const DAY: Ms = 24 * 60 * 60 * 1_000;

#[derive(Clone, Copy, Debug)]
struct Served {
    at: Ms,
    waited: Ms,
    accepted: bool,
}

/// Which formula a queue counts by, and from when a wait was too long.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Goal {
    /// 1: who gave up is left out; 2: counts against; 3: counts for, if it was before the threshold.
    pub(crate) formula: u8,
    pub(crate) threshold: Ms,
}

/// Counts of one queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Level {
    pub(crate) accepted: u32,
    pub(crate) within: u32,
    pub(crate) abandoned: u32,
    pub(crate) abandoned_early: u32,
}

/// The window of every queue.
#[derive(Debug, Default)]
pub(crate) struct Levels {
    served: HashMap<QueueId, VecDeque<Served>>,
    /// When a request of a priority came last, by queue.
    came: BTreeMap<QueueId, BTreeMap<u8, Ms>>,
}

impl Levels {
    /// A request came to a queue.
    pub(crate) fn entered(&mut self, request: &RequestFacts, at: Ms) {
        self.came.entry(request.queue).or_default().insert(request.priority, at);
    }

    /// The priorities of the requests that came to each queue within a day.
    pub(crate) fn priorities(&self, now: Ms) -> BTreeMap<QueueId, BTreeSet<u8>> {
        let of_late =
            |came: &BTreeMap<u8, Ms>| came.iter().filter(|(_, at)| **at >= now.saturating_sub(DAY)).map(|(one, _)| *one).collect();
        self.came.iter().map(|(queue, came)| (*queue, of_late(came))).collect()
    }

    /// An agent took the request.
    pub(crate) fn accepted(&mut self, request: &RequestFacts, at: Ms) {
        self.note(request, at, true);
    }

    /// The request is over; counts if the customer gave up before an agent took it.
    pub(crate) fn closed(&mut self, request: &RequestFacts, reason: CloseReason, at: Ms) {
        let waited = matches!(request.state, RequestState::Waiting | RequestState::Offered(_));
        if waited && matches!(reason, CloseReason::Cancelled | CloseReason::NoAgentAvailable) {
            self.note(request, at, false);
        }
    }

    fn note(&mut self, request: &RequestFacts, at: Ms, accepted: bool) {
        if !matches!(request.direction, Direction::Inbound | Direction::DirectTransfer) {
            return;
        }
        let line = self.served.entry(request.queue).or_default();
        let old = |served: &Served| served.at < at.saturating_sub(WINDOW);
        while line.len() >= MOST || line.front().is_some_and(old) {
            line.pop_front();
        }
        line.push_back(Served { at, waited: at.saturating_sub(request.enqueued_at.0).max(0), accepted });
    }

    /// The counts of a queue as of now.
    pub(crate) fn of(&self, queue: QueueId, threshold: Ms, now: Ms) -> Level {
        let mut level = Level::default();
        for served in self.served.get(&queue).into_iter().flatten().filter(|served| served.at >= now.saturating_sub(WINDOW)) {
            let early = u32::from(served.waited <= threshold);
            if served.accepted {
                (level.accepted, level.within) = (level.accepted + 1, level.within + early);
            } else {
                (level.abandoned, level.abandoned_early) = (level.abandoned + 1, level.abandoned_early + early);
            }
        }
        level
    }
}

impl Level {
    /// The part that was served well, of a thousand; none of nobody.
    pub(crate) fn per_mille(self, formula: u8) -> Option<u32> {
        let (good, all) = match formula {
            2 => (self.within, self.accepted + self.abandoned),
            3 => (self.within + self.abandoned_early, self.accepted + self.abandoned),
            _ => (self.within, self.accepted),
        };
        (all > 0).then(|| good.saturating_mul(1_000) / all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_gave_up_is_left_out_counts_against_or_counts_for() {
        let level = Level { accepted: 6, within: 3, abandoned: 4, abandoned_early: 2 };
        assert_eq!(level.per_mille(1), Some(500));
        assert_eq!(level.per_mille(2), Some(300));
        assert_eq!(level.per_mille(3), Some(500));
        assert_eq!(Level::default().per_mille(1), None);
    }
}
