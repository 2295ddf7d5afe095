//! Following a log by number, from hints that may be lost, doubled or late.
//!
//! A gateway hears of new rows by hints and holds, per reader, a [`Follower`]: the last number the reader was given. A row that comes right
//! after it is delivered, one the reader has is dropped, and one that leaves a hole makes the follower ask for a read of the log.
//! While a read is under way hints wait (at most [`WAITING`] of them; more are dropped, and the log is read again). Subscribe first, then
//! [`Follower::start`] the first read: whatever is committed in between is in the hints, in the read, or in both, and is delivered once.

use std::collections::BTreeMap;

/// Hints that wait for a read at most.
const WAITING: usize = 256;

/// What to do after a hint.
#[derive(Debug, PartialEq, Eq)]
pub enum Step<T> {
    /// Give it to the reader.
    Deliver(T),
    /// The reader has it, or it waits for a read.
    Nothing,
    /// Read the rows after this number and hand them to [`Follower::filled`].
    Read(i64),
}

/// A reader's place in one view of a log.
#[derive(Debug)]
pub struct Follower<T> {
    last: i64,
    /// Present while a read is under way: hints by number, each with the number before it.
    waiting: Option<BTreeMap<i64, (i64, T)>>,
    overflowed: bool,
}

impl<T> Follower<T> {
    /// A reader that has everything up to `last`.
    pub fn new(last: i64) -> Self {
        Self { last, waiting: None, overflowed: false }
    }

    /// The last number the reader was given.
    pub fn last(&self) -> i64 {
        self.last
    }

    /// Begins with a read: hints wait until it is filled.
    pub fn start(&mut self) -> i64 {
        self.waiting.get_or_insert_default();
        self.last
    }

    /// A row was committed: its number and the one before it in this view.
    pub fn hint(&mut self, prev: i64, seq: i64, row: T) -> Step<T> {
        if seq <= self.last {
            return Step::Nothing;
        }
        if let Some(waiting) = &mut self.waiting {
            if waiting.len() < WAITING {
                waiting.insert(seq, (prev, row));
            } else {
                self.overflowed = true;
            }
            return Step::Nothing;
        }
        if prev <= self.last {
            self.last = seq;
            return Step::Deliver(row);
        }
        self.waiting = Some(BTreeMap::from([(seq, (prev, row))]));
        Step::Read(self.last)
    }

    /// A row was committed that the hint does not bring: answers after which number to read, unless the reader has it or a read is under way.
    pub fn absent(&mut self, seq: i64) -> Option<i64> {
        if seq <= self.last { None } else { self.lagged() }
    }

    /// Rows were read, in order; `more` if the log had more. Answers what to deliver, and after which number to read on, if at all.
    pub fn filled(&mut self, rows: impl IntoIterator<Item = (i64, T)>, more: bool) -> (Vec<T>, Option<i64>) {
        let mut deliver = Vec::new();
        for (seq, row) in rows {
            if seq > self.last {
                self.last = seq;
                deliver.push(row);
            }
        }
        let mut waiting = self.waiting.take().unwrap_or_default();
        while let Some(first) = waiting.first_entry() {
            let (seq, prev) = (*first.key(), first.get().0);
            if prev > self.last && seq > self.last {
                break;
            }
            let (_, row) = first.remove();
            if seq > self.last {
                self.last = seq;
                deliver.push(row);
            }
        }
        let again = more || !waiting.is_empty() || std::mem::take(&mut self.overflowed);
        if again {
            self.waiting = Some(waiting);
        }
        (deliver, again.then_some(self.last))
    }

    /// Some hints were lost: read, unless a read is under way.
    pub fn lagged(&mut self) -> Option<i64> {
        if self.waiting.is_some() {
            self.overflowed = true;
            return None;
        }
        Some(self.start())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What may happen between a log and a reader.
    #[derive(Clone, Debug)]
    enum Happens {
        Commit,
        /// The hint of a row arrives, perhaps late or again.
        Hint(usize),
        /// The same, of a row that is too long for hints.
        Absent(usize),
        Lagged,
        /// The read that is under way ends, with at most so many rows.
        Filled(usize),
    }

    fn happens() -> impl Strategy<Value = Happens> {
        prop_oneof![
            4 => Just(Happens::Commit),
            6 => (0_usize..40).prop_map(Happens::Hint),
            2 => (0_usize..40).prop_map(Happens::Absent),
            1 => Just(Happens::Lagged),
            3 => (1_usize..6).prop_map(Happens::Filled),
        ]
    }

    /// Numbers of the rows a customer sees have holes: here every third row is for agents only.
    fn view(committed: i64) -> Vec<(i64, i64)> {
        let seen: Vec<i64> = (1..=committed).filter(|seq| seq % 3 != 0).collect();
        seen.iter().enumerate().map(|(index, seq)| (if index == 0 { 0 } else { seen[index - 1] }, *seq)).collect()
    }

    struct World {
        committed: i64,
        follower: Follower<i64>,
        reading: Option<i64>,
        delivered: Vec<i64>,
    }

    impl World {
        fn hint(&mut self, index: usize) {
            let view = view(self.committed);
            let Some((prev, seq)) = view.get(index).copied() else { return };
            match self.follower.hint(prev, seq, seq) {
                Step::Deliver(row) => self.delivered.push(row),
                Step::Nothing => {}
                Step::Read(after) => self.reading = Some(after),
            }
        }

        fn absent(&mut self, index: usize) {
            if let Some((_, seq)) = view(self.committed).get(index).copied() {
                self.reading = self.follower.absent(seq).or(self.reading);
            }
        }

        fn fill(&mut self, most: usize) {
            let Some(after) = self.reading.take() else { return };
            let rows: Vec<_> = view(self.committed).into_iter().filter(|(_, seq)| *seq > after).map(|(_, seq)| (seq, seq)).collect();
            let more = rows.len() > most;
            let (deliver, again) = self.follower.filled(rows.into_iter().take(most), more);
            self.delivered.extend(deliver);
            self.reading = again;
        }
    }

    proptest! {
        #[test]
        fn m11_snapshot_replay_and_live_are_the_log_each_row_once(steps in prop::collection::vec(happens(), 0..200)) {
            let mut world = World { committed: 0, follower: Follower::new(0), reading: None, delivered: Vec::new() };
            world.reading = Some(world.follower.start());
            for step in steps {
                match step {
                    Happens::Commit => world.committed += 1,
                    Happens::Hint(index) => world.hint(index),
                    Happens::Absent(index) => world.absent(index),
                    Happens::Lagged => world.reading = world.follower.lagged().or(world.reading),
                    Happens::Filled(most) => world.fill(most),
                }
            }
            // Quiet: the last hint arrives, reads end.
            world.committed += 1;
            world.committed += i64::from(world.committed % 3 == 0);
            let last = view(world.committed).len() - 1;
            world.hint(last);
            for _ in 0..200 {
                world.fill(5);
            }
            let expected: Vec<i64> = view(world.committed).into_iter().map(|(_, seq)| seq).collect();
            prop_assert_eq!(world.delivered, expected);
        }
    }

    #[test]
    fn m12_more_hints_than_can_wait_lead_to_another_read() {
        let mut follower = Follower::new(0);
        follower.start();
        for seq in 1..=500 {
            assert_eq!(follower.hint(seq - 1, seq, seq), Step::Nothing);
        }
        let (deliver, again) = follower.filled([], false);
        assert_eq!(deliver.len(), WAITING);
        assert_eq!(again, Some(256));
        let (deliver, again) = follower.filled((257..=500).map(|seq| (seq, seq)), false);
        assert_eq!((deliver.len(), again), (244, None));
    }
}
