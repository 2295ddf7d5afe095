//! Whether the checkers have teeth: a small model of the whole road, run by a seeded scheduler with crashes, in which each of the mistakes that
//! the house's rules forbid can be made on purpose. Without a mistake nothing may be found; each mistake must be.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::checker::{History, check};
use super::people::Random;
use super::routing::{Entry, Step, check as check_routing};

/// Conversations of a run, and messages of each.
const CONVERSATIONS: usize = 3;
const MESSAGES: usize = 12;
/// Runs of each model.
const SEEDS: u64 = 200;
/// What a gateway holds for a slow socket.
const ROOM: usize = 3;

/// A mistake that is made on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flaw {
    None,
    /// The answer is given before the transaction commits.
    AckBeforeCommit,
    /// The mark of what was handled is not in the transaction of the effect.
    CursorApart,
    /// The relay reads behind the last place it knows instead of what is there.
    ReadBehindLast,
    /// After a lost confirm only the oldest is published again.
    RepublishOne,
    /// A gateway reads the log first and listens afterwards.
    SubscribeAfterRead,
    /// A hint is taken for the data: what a full channel dropped is not read again.
    BroadcastAsBus,
    /// One event that finds no room is dropped instead of all.
    DropOneOnOverflow,
}

const FLAWS: [Flaw; 7] = [
    Flaw::AckBeforeCommit,
    Flaw::CursorApart,
    Flaw::ReadBehindLast,
    Flaw::RepublishOne,
    Flaw::SubscribeAfterRead,
    Flaw::BroadcastAsBus,
    Flaw::DropOneOnOverflow,
];

/// One row: conversation, number, id.
type Row = (usize, i64, String);

/// A place in the outbox that was handed out, and its row, once that is committed.
type Slot = (u64, Row);

/// What a durable consumer or a socket has of each conversation.
#[derive(Default)]
struct Reader {
    cursor: BTreeMap<usize, i64>,
    applied: BTreeMap<usize, Vec<(i64, String)>>,
}

impl Reader {
    fn last(&self, conversation: usize) -> i64 {
        self.cursor.get(&conversation).copied().unwrap_or_default()
    }

    fn apply(&mut self, (conversation, seq, id): Row) {
        self.applied.entry(conversation).or_default().push((seq, id));
        self.cursor.insert(conversation, seq);
    }
}

struct Model {
    flaw: Flaw,
    random: Random,
    /// Durable: logs and outbox.
    logs: Vec<Vec<(i64, String)>>,
    outbox: Vec<Slot>,
    /// Transactions that hold a place and have not committed.
    open: Vec<Slot>,
    next_place: u64,
    acknowledged: Vec<Vec<String>>,
    /// The relay: the last place it read (of the wrong kind of relay), what is published and not confirmed.
    read_up_to: u64,
    queue: VecDeque<Row>,
    consumer: Reader,
    socket: Reader,
    /// Hints that the gateway has not handled; whether it listens, and whether it was told that it lagged.
    hints: VecDeque<Row>,
    listens: bool,
    lagged: bool,
}

impl Model {
    fn new(flaw: Flaw, seed: u64) -> Self {
        Self {
            flaw,
            random: Random::seeded(seed),
            logs: vec![Vec::new(); CONVERSATIONS],
            outbox: Vec::new(),
            open: Vec::new(),
            next_place: 1,
            acknowledged: vec![Vec::new(); CONVERSATIONS],
            read_up_to: 0,
            queue: VecDeque::new(),
            consumer: Reader::default(),
            socket: Reader::default(),
            hints: VecDeque::new(),
            listens: flaw != Flaw::SubscribeAfterRead,
            lagged: false,
        }
    }

    fn by_chance(&mut self, of: u64) -> bool {
        self.random.below(of) == 0
    }

    /// A sender's next message, if its last one is answered and its conversation's row is not locked.
    fn send(&mut self) {
        let conversation = self.random.index(CONVERSATIONS);
        let sent = self.logs[conversation].len();
        if sent >= MESSAGES || self.open.iter().any(|(_, row)| row.0 == conversation) {
            return;
        }
        let row = (conversation, i64::try_from(sent).unwrap_or_default() + 1, format!("c{conversation}m{}", self.next_place));
        if self.flaw == Flaw::AckBeforeCommit {
            self.acknowledge(&row);
        }
        self.open.push((self.next_place, row));
        self.next_place += 1;
    }

    fn acknowledge(&mut self, row: &Row) {
        if self.acknowledged[row.0].last() != Some(&row.2) {
            self.acknowledged[row.0].push(row.2.clone());
        }
    }

    /// One of the open transactions commits: not always the one that took its place first.
    fn commit(&mut self) {
        if self.open.is_empty() {
            return;
        }
        let which = self.random.index(self.open.len());
        let (place, row) = self.open.remove(which);
        self.logs[row.0].push((row.1, row.2.clone()));
        self.outbox.push((place, row.clone()));
        self.acknowledge(&row);
        if self.listens {
            self.hint(row);
        }
    }

    fn hint(&mut self, row: Row) {
        if self.hints.len() < ROOM {
            self.hints.push_back(row);
        } else if self.flaw == Flaw::DropOneOnOverflow || self.flaw == Flaw::BroadcastAsBus {
            // The one says nothing; the other forgets the oldest.
            if self.flaw == Flaw::BroadcastAsBus {
                self.hints.pop_front();
                self.hints.push_back(row);
            }
        } else {
            self.hints.clear();
            self.lagged = true;
        }
    }

    /// The relay publishes a window; now and then a confirm is lost with everything behind it.
    fn relay(&mut self) {
        self.outbox.sort_by_key(|(place, _)| *place);
        let from = if self.flaw == Flaw::ReadBehindLast { self.read_up_to } else { 0 };
        let window: Vec<Slot> = self.outbox.iter().filter(|(place, _)| *place > from).take(4).cloned().collect();
        let Some((last, _)) = window.last() else { return };
        let lost_from = if self.by_chance(4) { self.random.index(window.len()) } else { window.len() };
        self.read_up_to = self.read_up_to.max(*last);
        for (number, (place, row)) in window.into_iter().enumerate() {
            let arrived = number < lost_from || self.by_chance(2) && self.flaw != Flaw::RepublishOne;
            if number >= lost_from {
                // Not confirmed: it stays, and is published again with all that follow, unless only the first is.
                let given_up = self.flaw == Flaw::RepublishOne && number > lost_from;
                if given_up {
                    self.outbox.retain(|(other, _)| *other != place);
                }
                if arrived && number == lost_from {
                    self.queue.push_back(row);
                }
                continue;
            }
            self.queue.push_back(row);
            self.outbox.retain(|(other, _)| *other != place);
        }
    }

    /// The durable consumer takes one event; one that leaves a hole is held, and comes again.
    fn consume(&mut self) {
        let Some(row) = self.queue.pop_front() else { return };
        let (last, seq) = (self.consumer.last(row.0), row.1);
        if seq <= last {
            return;
        }
        if seq > last + 1 {
            self.queue.push_back(row);
            return;
        }
        let (conversation, redelivered) = (row.0, row.clone());
        self.consumer.apply(row);
        if self.by_chance(8) {
            // It dies between the commit and the acknowledgement: the event comes again, before newer ones.
            if self.flaw == Flaw::CursorApart {
                self.consumer.cursor.insert(conversation, last);
            }
            self.queue.push_front(redelivered);
        }
    }

    /// The gateway hands on what it was hinted at, or reads the log.
    fn deliver(&mut self) {
        if !self.listens || std::mem::take(&mut self.lagged) {
            self.read_log();
            // The wrong kind listens only now: what was committed since it read has passed.
            if !self.listens && self.by_chance(2) {
                self.commit();
                self.listens = true;
            }
            return;
        }
        let Some(row) = self.hints.pop_front() else { return };
        let last = self.socket.last(row.0);
        if row.1 == last + 1 || row.1 > last && matches!(self.flaw, Flaw::BroadcastAsBus | Flaw::DropOneOnOverflow) {
            self.socket.apply(row);
        } else if row.1 > last {
            self.read_log();
        }
    }

    fn read_log(&mut self) {
        for conversation in 0..CONVERSATIONS {
            let last = self.socket.last(conversation);
            let missed: Vec<_> = self.logs[conversation].iter().filter(|(seq, _)| *seq > last).cloned().collect();
            for (seq, id) in missed {
                self.socket.apply((conversation, seq, id));
            }
        }
    }

    /// The server dies: what was not committed never was; whoever waits for an answer sends again.
    fn crash(&mut self) {
        self.open.clear();
        self.hints.clear();
        // A gateway that comes back reads the log once; the right kind, while it listens already.
        self.lagged = self.flaw != Flaw::SubscribeAfterRead;
        self.listens = self.flaw != Flaw::SubscribeAfterRead;
    }

    fn is_busy(&self) -> bool {
        self.logs.iter().any(|log| log.len() < MESSAGES)
    }

    fn run(mut self) -> Vec<String> {
        for _ in 0..600 {
            match self.random.below(24) {
                0..=7 => self.send(),
                8..=13 => self.commit(),
                14..=16 => self.relay(),
                17..=20 => self.consume(),
                21 | 22 => self.deliver(),
                // Once all is said, a crash would only make everybody read everything.
                _ if self.is_busy() && self.by_chance(2) => self.crash(),
                _ => {}
            }
        }
        self.quiesce();
        (0..CONVERSATIONS).flat_map(|conversation| check(&self.history(conversation))).collect()
    }

    /// Nothing goes wrong any more, and everything comes to rest.
    fn quiesce(&mut self) {
        while !self.open.is_empty() {
            self.commit();
        }
        for _ in 0..1_000 {
            self.relay();
            self.consume();
            self.deliver();
        }
    }

    fn history(&self, conversation: usize) -> History {
        let of = |reader: &Reader| reader.applied.get(&conversation).cloned().unwrap_or_default();
        let readers = [("consumer".to_owned(), of(&self.consumer)), ("socket".to_owned(), of(&self.socket))];
        History {
            acknowledged: vec![self.acknowledged[conversation].clone()],
            tried: None,
            spoken: Vec::new(),
            applied: BTreeMap::from(readers),
            left: BTreeSet::new(),
            log: self.logs[conversation].clone(),
        }
    }
}

fn found(flaw: Flaw) -> usize {
    (1..=SEEDS).filter(|seed| !Model::new(flaw, *seed).run().is_empty()).count()
}

#[test]
fn a_road_without_a_mistake_is_clean_under_every_seed() {
    for seed in 1..=SEEDS {
        assert_eq!(Model::new(Flaw::None, seed).run(), Vec::<String>::new(), "seed {seed}");
    }
}

#[test]
fn every_planted_mistake_is_caught() {
    for flaw in FLAWS {
        let found = found(flaw);
        assert!(found > 0, "{flaw:?} is not caught in {SEEDS} runs");
        eprintln!("{flaw:?}: caught in {found} of {SEEDS} runs");
    }
}

/// Two leaders of whom the store lets only the newer one write; or, planted, both.
fn lead(accepts_stale: bool, seed: u64) -> Vec<String> {
    let mut random = Random::seeded(seed);
    let (mut log, mut epochs, mut current) = (Vec::new(), [1, 1], 1);
    for task in 1..=60 {
        let who = random.index(2);
        if random.below(10) == 0 {
            current += 1;
            epochs[who] = current;
        }
        if accepts_stale || epochs[who] == current {
            let idx = i64::try_from(log.len()).unwrap_or_default() + 1;
            let steps = vec![Step::Offered { task, request: task.into(), agent: [1, 2][who] }, Step::Lapsed { task }];
            log.push(Entry { idx, epoch: epochs[who], steps });
        }
    }
    check_routing(&log, 1, &BTreeSet::new())
}

#[test]
fn a_store_that_accepts_a_stale_leader_is_caught_and_one_that_does_not_is_clean() {
    let caught = |accepts_stale| (1..=SEEDS).filter(|seed| !lead(accepts_stale, *seed).is_empty()).count();
    assert_eq!(caught(false), 0);
    assert!(caught(true) > 100, "caught in {} of {SEEDS} runs", caught(true));
}
