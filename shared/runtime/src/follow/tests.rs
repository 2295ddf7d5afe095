use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};

use super::*;

/// What may happen between a log and a reader.
#[derive(Clone, Debug)]
enum Happens {
    Commit,
    /// The hint of a row arrives, perhaps late or again.
    Hint(i64),
    /// The same, of a row that is too long for hints.
    Absent(i64),
    Lagged,
    /// The read that is under way ends, with at most so many rows.
    Filled(usize),
    /// So many rows are committed, and the hint of each arrives at once.
    Flood(i64),
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        4 => Just(Happens::Commit),
        6 => (0_i64..40).prop_map(Happens::Hint),
        2 => (0_i64..40).prop_map(Happens::Absent),
        1 => Just(Happens::Lagged),
        3 => (1_usize..6).prop_map(Happens::Filled),
    ]
}

/// Every row's hint arrives once at least, and now and then there are more than can wait.
fn floods() -> impl Strategy<Value = Happens> {
    prop_oneof![
        2 => (0_i64..40).prop_map(Happens::Hint),
        1 => (0_i64..40).prop_map(Happens::Absent),
        1 => Just(Happens::Lagged),
        3 => (1_i64..400).prop_map(Happens::Flood),
        2 => (1_usize..400).prop_map(Happens::Filled),
    ]
}

/// The row at a place of a customer's view, with the one before it. Numbers of the rows a customer sees have holes: here every third row is for
/// agents only.
fn row(index: i64) -> (i64, i64) {
    let seq = |index: i64| index + 1 + index / 2;
    (if index == 0 { 0 } else { seq(index - 1) }, seq(index))
}

/// How many rows a customer sees of so many.
fn seen(committed: i64) -> i64 {
    committed - committed / 3
}

#[derive(Debug)]
struct World {
    committed: i64,
    follower: Follower<i64>,
    reading: Option<(i64, i64)>,
    delivered: Vec<i64>,
    /// A fault that is planted: hints that found no room are forgotten.
    forgets: bool,
}

impl World {
    fn new(forgets: bool) -> Self {
        let mut follower = Follower::new(0);
        let reading = Some((follower.start(), 0));
        Self { committed: 0, follower, reading, delivered: Vec::new(), forgets }
    }

    fn take(&mut self, happens: &Happens) {
        match *happens {
            Happens::Commit => self.committed += 1,
            Happens::Hint(index) => self.hint(index),
            Happens::Absent(index) => self.absent(index),
            Happens::Lagged => {
                let read = self.follower.lagged();
                self.begin(read);
            }
            Happens::Filled(most) => self.fill(most),
            Happens::Flood(rows) => {
                for _ in 0..rows {
                    let before = seen(self.committed);
                    self.committed += 1;
                    self.hint(before);
                }
            }
        }
    }

    fn hint(&mut self, index: i64) {
        if index >= seen(self.committed) {
            return;
        }
        let (prev, seq) = row(index);
        match self.follower.hint(prev, seq, seq) {
            Step::Deliver(row) => self.delivered.push(row),
            Step::Nothing => {}
            Step::Read(after) => self.begin(Some(after)),
        }
    }

    fn absent(&mut self, index: i64) {
        if index < seen(self.committed) {
            let read = self.follower.absent(row(index).1);
            self.begin(read);
        }
    }

    fn fill(&mut self, most: usize) {
        let Some((after, end)) = self.reading.take() else { return };
        if self.forgets {
            self.follower.overflowed = false;
        }
        let rows: Vec<_> = (after + 1..=end).filter(|seq| seq % 3 != 0).map(|seq| (seq, seq)).collect();
        let more = rows.len() > most;
        let (deliver, again) = self.follower.filled(rows.into_iter().take(most), more);
        self.delivered.extend(deliver);
        self.begin(again);
    }

    /// A read finds what is committed when it begins: of what comes after, only hints tell.
    fn begin(&mut self, after: Option<i64>) {
        if let Some(after) = after {
            self.reading = Some((after, self.committed));
        }
    }

    /// It becomes quiet: reads end. What the reader was given and what it should have been.
    fn rest(mut self) -> (Vec<i64>, Vec<i64>) {
        for _ in 0..2_000 {
            self.fill(500);
        }
        let due = (0..seen(self.committed)).map(|index| row(index).1).collect();
        (self.delivered, due)
    }
}

fn through(steps: &[Happens], forgets: bool) -> World {
    let mut world = World::new(forgets);
    for step in steps {
        world.take(step);
    }
    world
}

proptest! {
    #[test]
    fn m11_snapshot_replay_and_live_are_the_log_each_row_once(steps in prop::collection::vec(happens(), 0..200)) {
        let mut world = through(&steps, false);
        // The last hint arrives.
        world.take(&Happens::Flood(2));
        let (delivered, due) = world.rest();
        prop_assert_eq!(delivered, due);
    }

    #[test]
    fn m12_however_many_hints_find_no_room_the_reader_gets_every_row_once_and_needs_no_other_hint(
        steps in prop::collection::vec(floods(), 0..40)
    ) {
        let (delivered, due) = through(&steps, false).rest();
        prop_assert_eq!(delivered, due);
    }
}

#[test]
fn a_follower_that_forgets_which_hints_found_no_room_is_found() {
    // Always the same histories, so that it is always found.
    let config = ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() };
    let chance = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let found = TestRunner::new_with_rng(config, chance).run(&prop::collection::vec(floods(), 0..40), |steps| {
        let (delivered, due) = through(&steps, true).rest();
        prop_assert_eq!(delivered, due);
        Ok(())
    });
    assert!(found.is_err());
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
