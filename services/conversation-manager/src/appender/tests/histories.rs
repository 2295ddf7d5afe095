//! Histories that are made up: what two writers, their ends and their repetitions may do to a few logs (M1, M2, M3).

use std::collections::BTreeSet;

use futures::future::join_all;
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::checker::{Moment, Story};
use super::mixed;
use super::places::{Place, Replica, everywhere, said};
use crate::error::Error;
use crate::store::Key;

/// One message on its way. Few ids, so that many are repetitions.
#[derive(Clone, Debug)]
struct Say {
    customer: usize,
    id: usize,
    through: usize,
}

/// Where a writer dies: around a commit of the log.
#[derive(Clone, Copy, Debug)]
enum Point {
    /// Nothing of it is written.
    BeforeCommit,
    /// It is written, and nobody hears.
    AfterCommit,
}

/// What happens, in this order.
#[derive(Clone, Debug)]
enum Step {
    /// All at once.
    Say(Vec<Say>),
    /// Something that is not a message: it may be refused, or make no row.
    Change { customer: usize, kind: usize, number: usize },
    /// All at once while a writer dies at its `nth` commit; another one takes its place.
    Die { replica: usize, point: Point, nth: u64, says: Vec<Say> },
    /// A writer ends in order, another one takes its place.
    Restart { replica: usize },
    /// Somebody erases what a customer said so far.
    Erase { customer: usize },
}

const CUSTOMERS: usize = 3;

fn says() -> impl Strategy<Value = Vec<Say>> {
    let say = (0..CUSTOMERS, 0_usize..12, 0_usize..2).prop_map(|(customer, id, through)| Say { customer, id, through });
    prop::collection::vec(say, 1..8)
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let point = prop_oneof![Just(Point::BeforeCommit), Just(Point::AfterCommit)];
    let step = prop_oneof![
        4 => says().prop_map(Step::Say),
        2 => (0..CUSTOMERS, 0_usize..6, 0_usize..20).prop_map(|(customer, kind, number)| Step::Change { customer, kind, number }),
        2 => (0_usize..2, point, 1_u64..3, says()).prop_map(|(replica, point, nth, says)| Step::Die { replica, point, nth, says }),
        1 => (0_usize..2).prop_map(|replica| Step::Restart { replica }),
        1 => (0..CUSTOMERS).prop_map(|customer| Step::Erase { customer }),
    ];
    prop::collection::vec(step, 1..10)
}

/// Two writers on the logs of customers whom nobody else has.
struct Stage<'a> {
    place: &'a Place,
    replicas: [Replica; 2],
    keys: Vec<Key>,
    stories: Vec<Story>,
    /// Every message that somebody tried to send: customer and id.
    tried: BTreeSet<(usize, usize)>,
    changes: usize,
}

impl<'a> Stage<'a> {
    async fn open(place: &'a Place) -> Self {
        let replicas = [place.replica(), place.replica()];
        let name = ids::new_id();
        let mut keys = Vec::new();
        for customer in 0..CUSTOMERS {
            keys.push(replicas[0].live(&format!("{name}-{customer}")).await);
        }
        Self { place, replicas, keys, stories: vec![Story::default(); CUSTOMERS], tried: BTreeSet::new(), changes: 0 }
    }

    async fn step(&mut self, step: &Step) {
        match step {
            Step::Say(says) => self.say(says).await,
            Step::Change { customer, kind, number } => {
                self.changes += 1;
                let request = format!("change-{}", self.changes);
                let answer = self.replicas[0].insist(&self.keys[*customer], &request, mixed(*kind, *number)).await;
                if let Some(written) = answer.ok().filter(|answer| !answer.duplicate) {
                    self.stories[*customer].told.push((request, written.seq));
                }
            }
            Step::Die { replica, point, nth, says } => {
                let when = if matches!(point, Point::BeforeCommit) { "before" } else { "after" };
                assert!(self.replicas[*replica].store.db.arm(&format!("{when}; INSERT INTO activity; error; {nth}")));
                self.say(says).await;
                let next = self.place.replica();
                std::mem::replace(&mut self.replicas[*replica], next).kill();
            }
            Step::Restart { replica } => {
                let next = self.place.replica();
                std::mem::replace(&mut self.replicas[*replica], next).stop().await;
            }
            Step::Erase { customer } => {
                let key = &self.keys[*customer];
                self.replicas[1].store.erase(key).await.unwrap();
                self.stories[*customer].erased = i64::try_from(self.place.log(key).await.len()).unwrap();
            }
        }
        self.look().await;
    }

    /// Sends at once. Who hears nothing, or that the store is away, knows nothing.
    async fn say(&mut self, says: &[Say]) {
        let sends = says.iter().map(|say| {
            let (replica, key, id) = (&self.replicas[say.through], &self.keys[say.customer], format!("m{}", say.id));
            async move {
                let answer = replica.insist(key, &id, said(&id, &id)).await;
                (id, answer)
            }
        });
        let answers = join_all(sends).await;
        for (say, (id, answer)) in says.iter().zip(answers) {
            self.tried.insert((say.customer, say.id));
            match answer {
                Ok(answer) => self.stories[say.customer].told.push((id, answer.seq)),
                Err(error) => assert!(matches!(error, Error::Unavailable | Error::Overloaded), "{id}: {error:?}"),
            }
        }
    }

    async fn look(&mut self) {
        for (key, story) in self.keys.iter().zip(&mut self.stories) {
            story.moments.push(Moment::of(self.place, key).await);
        }
    }

    /// Everybody sends again what they do not know the end of, and more: each must then be there, once.
    async fn end(mut self) -> Vec<Story> {
        let again: Vec<_> = self.tried.iter().map(|&(customer, id)| Say { customer, id, through: id % 2 }).collect();
        let told: usize = self.stories.iter().map(|story| story.told.len()).sum();
        self.say(&again).await;
        let heard: usize = self.stories.iter().map(|story| story.told.len()).sum();
        assert_eq!(heard - told, again.len(), "a store that is well takes everything");
        self.look().await;
        join_all(self.replicas.map(Replica::stop)).await;
        self.stories
    }
}

async fn told(place: &Place, steps: &[Step]) -> Vec<Story> {
    let mut stage = Stage::open(place).await;
    for step in steps {
        stage.step(step).await;
    }
    stage.end().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m1_m2_m3_whatever_happens_to_two_writers_the_log_is_whole_each_message_has_one_number_and_each_row_its_event() {
    everywhere(async |place| {
        // Each case is a store's worth of work: a small part of the usual number.
        let usual = ProptestConfig::default();
        let config = ProptestConfig { cases: usual.cases.div_ceil(16), max_shrink_iters: 200, failure_persistence: None, ..usual };
        let held = |steps: Vec<Step>| {
            let stories = block_in_place(|| Handle::current().block_on(told(place, &steps)));
            let faults: Vec<_> = stories.iter().flat_map(Story::faults).collect();
            if faults.is_empty() { Ok(()) } else { Err(TestCaseError::fail(faults.join("; "))) }
        };
        if let Err(error) = TestRunner::new(config).run(&steps(), held) {
            panic!("{error}");
        }
    })
    .await;
}

/// A history with everything in it, as it went.
async fn sample(place: &Place) -> Story {
    let say = |id| Say { customer: 0, id, through: id % 2 };
    let steps = [
        Step::Say(vec![say(0), say(1), say(2)]),
        Step::Erase { customer: 0 },
        Step::Die { replica: 0, point: Point::AfterCommit, nth: 1, says: vec![say(4)] },
        Step::Say(vec![say(4), say(5), say(0)]),
    ];
    told(place, &steps).await.swap_remove(0)
}

/// A way to spoil a history.
type Fault = (&'static str, fn(&mut Story));

const FAULTS: &[Fault] = &[
    ("a row goes away", |story| drop(last(story).log.remove(3))),
    ("a row goes away with its event", |story| {
        last(story).log.remove(3);
        last(story).outbox.remove(3);
    }),
    ("the newest rows go away", |story| {
        let kept = last(story).log.len() - 2;
        last(story).log.truncate(kept);
        last(story).outbox.truncate(kept);
    }),
    ("two rows change places", |story| last(story).log.swap(2, 3)),
    ("words are changed", |story| last(story).log.iter_mut().for_each(|row| row.body = row.body.take().map(|_| b"{}".to_vec()))),
    ("a hash is changed", |story| last(story).log[1].hash = vec![0; 32]),
    ("a row is told to customers that was not", |story| last(story).log[2].customer_prev = 99),
    ("an event is missing", |story| drop(last(story).outbox.pop())),
    ("an event is doubled", |story| {
        let event = last(story).outbox[0].clone();
        last(story).outbox.push(event);
    }),
    ("two events change places", |story| last(story).outbox.swap(2, 3)),
    ("a message is written twice", |story| {
        let log = &mut last(story).log;
        let request = log.iter().find_map(|row| row.request_id.clone());
        for row in log {
            row.request_id.clone_from(&request);
        }
    }),
    ("a repetition is told another number", |story| story.told[0].1 += 1),
    ("an erased body comes back", |story| last(story).log[2].body = Some(b"secret".to_vec())),
];

fn last(story: &mut Story) -> &mut Moment {
    story.moments.last_mut().unwrap()
}

#[tokio::test]
async fn whatever_is_planted_in_a_history_is_found() {
    everywhere(async |place| {
        let good = sample(place).await;
        assert_eq!(good.faults(), Vec::<String>::new());
        for (name, plant) in FAULTS {
            let mut bad = good.clone();
            plant(&mut bad);
            assert!(!bad.faults().is_empty(), "{name} is not found");
        }
    })
    .await;
}
