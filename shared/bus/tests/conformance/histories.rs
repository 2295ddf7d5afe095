//! Histories that are made up, and what must be true of each of them on every backing (M3, M10, M13).
//!
//! Each answers what is wrong, so that a fault that is planted can be seen to be found.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Delivery, Event, Handler, parking};
use contracts::bus::ConfigChanged;
use db::{Db, params};
use errors::{Fault, Kind};
use ids::{Clock, TenantId};
use proptest::prelude::*;

use crate::world::{Place, World, WriteDown, event, number, write_down};

pub(crate) const KEYS: [&str; 4] = ["a", "b", "c", "d"];

type ByKey = BTreeMap<String, Vec<i64>>;

/// How a transaction of the publisher ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Commit,
    RollBack,
    /// The process dies before the commit, as far as the store can tell.
    DieBefore,
    /// It dies behind it: nobody hears.
    DieAfter,
    /// A fault that is planted: the effect is taken back, its events are not.
    Apart,
}

/// Sales of one transaction by key, and its end.
pub(crate) type Sale = (Vec<usize>, Ending);

/// Transactions, of which some fail.
pub(crate) fn sales() -> impl Strategy<Value = Vec<Sale>> {
    let ending = prop_oneof![
        4 => Just(Ending::Commit), 1 => Just(Ending::RollBack), 1 => Just(Ending::DieBefore), 1 => Just(Ending::DieAfter)
    ];
    prop::collection::vec((prop::collection::vec(0..KEYS.len(), 1..5), ending), 1..20)
}

/// M3: the publisher's store holds an effect exactly if its outbox holds the event, and a key's events count from one without gaps.
pub(crate) async fn m3_an_effect_is_there_with_its_event_or_not_at_all(place: &Place, sales: Vec<Sale>) -> Vec<String> {
    let world = World::new(place, None).await;
    let (mut at, mut due) = (0, ByKey::new());
    for (keys, ending) in sales {
        let sold: Vec<(&str, i64)> = keys.iter().zip(at + 1..).map(|(key, number)| (KEYS[*key], number)).collect();
        at += i64::try_from(sold.len()).unwrap();
        sell(&world, &sold, ending).await;
        if matches!(ending, Ending::Commit | Ending::DieAfter) {
            for (key, number) in sold {
                due.entry(key.to_owned()).or_default().push(number);
            }
        }
    }
    let (effects, events, sequences) = kept(&world.shop).await;
    world.end().await;
    let mut faults = Vec::new();
    if effects != due {
        faults.push(format!("the store should have {due:?} and has {effects:?}"));
    }
    if events != effects {
        faults.push(format!("the store has {effects:?}, its outbox {events:?}"));
    }
    let gaps = sequences.into_iter().filter(|(_, numbers)| numbers.iter().zip(1..).any(|(number, counted)| *number != counted));
    faults.extend(gaps.map(|(key, numbers)| format!("events of {key} are numbered {numbers:?}")));
    faults
}

async fn sell(world: &World, sold: &[(&str, i64)], ending: Ending) {
    match ending {
        Ending::DieBefore => assert!(world.shop.arm("before; INSERT INTO sold; error; 1")),
        Ending::DieAfter => assert!(world.shop.arm("after; INSERT INTO sold; error; 1")),
        Ending::Apart => world.publish(sold).await,
        Ending::Commit | Ending::RollBack => {}
    }
    let mut tx = world.shop.begin().await.unwrap();
    for (key, number) in sold {
        tx.execute("INSERT INTO sold (key, number) VALUES ($1, $2)", &params![*key, *number]).await.unwrap();
    }
    if ending == Ending::Apart {
        return;
    }
    world.publisher.publish(&mut tx, sold.iter().map(|(key, number)| event(key, *number)).collect()).await.unwrap();
    if ending != Ending::RollBack {
        assert_eq!(tx.commit().await.is_ok(), ending == Ending::Commit);
    }
}

/// Effects of the publisher's store by key, what its outbox tells of, and the numbers of those events.
async fn kept(shop: &Db) -> (ByKey, ByKey, ByKey) {
    let (mut effects, mut events, mut sequences) = (ByKey::new(), ByKey::new(), ByKey::new());
    for row in shop.query("SELECT key, number FROM sold ORDER BY pos", &[]).await.unwrap() {
        effects.entry(row.get(0).unwrap()).or_default().push(row.get(1).unwrap());
    }
    for row in shop.query("SELECT key, sequence, payload FROM bus_outbox ORDER BY pos", &[]).await.unwrap() {
        let (key, sale): (String, Vec<u8>) = (row.get(0).unwrap(), row.get(2).unwrap());
        let sale: ConfigChanged = prost::Message::decode(sale.as_slice()).unwrap();
        events.entry(key.clone()).or_default().push(sale.version);
        sequences.entry(key).or_default().push(row.get(1).unwrap());
    }
    (effects, events, sequences)
}

/// What may become of keys whose events cannot be handled.
#[derive(Clone, Debug)]
pub(crate) enum Trouble {
    /// Events of these keys, in this order.
    Sell(Vec<usize>),
    /// The next event of the key will fail until it is cured.
    Poison(usize),
    /// The key's first poison is cured, and an operator replays the key.
    Cure(usize),
    /// The process stops and another one starts.
    Restart,
}

/// Sales with poison between them.
pub(crate) fn troubles() -> impl Strategy<Value = Vec<Trouble>> {
    let trouble = prop_oneof![
        4 => prop::collection::vec(0..KEYS.len(), 1..8).prop_map(Trouble::Sell),
        2 => (0..KEYS.len()).prop_map(Trouble::Poison),
        2 => (0..KEYS.len()).prop_map(Trouble::Cure),
        1 => Just(Trouble::Restart),
    ];
    prop::collection::vec(trouble, 1..10)
}

/// Fails on what is poison; or, as a fault that is planted, passes over it.
struct Sick {
    poison: Mutex<BTreeSet<(&'static str, i64)>>,
    passes_over: bool,
}

#[async_trait]
impl Handler for Sick {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let this = number(delivery);
        let poisoned = self.poison.lock().unwrap().iter().any(|(key, number)| delivery.event.key == *key && this == *number);
        match (poisoned, self.passes_over) {
            (true, false) => Err(Fault::new(Kind::Invalid, "POISON", "cannot")),
            (true, true) => Ok(()),
            (false, _) => write_down(delivery).await,
        }
    }
}

impl Sick {
    /// How far a key can go that has so many events.
    fn end_of(&self, key: &str, count: i64) -> i64 {
        let poison = self.poison.lock().unwrap();
        poison.iter().filter(|(of, number)| *of == key && *number <= count).map(|(_, number)| number - 1).min().unwrap_or(count)
    }

    fn first(&self, key: &str) -> Option<(&'static str, i64)> {
        self.poison.lock().unwrap().iter().find(|(of, _)| *of == key).copied()
    }
}

/// M10: at every rest, each key has come as far as its first poison and not further, whatever the others do; a replay goes on at that event.
pub(crate) async fn m10_poison_parks_its_key_alone(place: &Place, troubles: Vec<Trouble>, passes_over: bool) -> Vec<String> {
    let clock = Clock::manual(Clock::System.now());
    let sick = Arc::new(Sick { poison: Mutex::default(), passes_over });
    let (mut sold, mut faults) = (BTreeMap::from(KEYS.map(|key| (key, 0))), Vec::new());
    let mut world = World::at(place, clock.clone()).await;
    world.start(sick.clone()).await;
    // At the end all is cured, one poison of a key after the other.
    let cures = (0..KEYS.len()).cycle().take(KEYS.len() * troubles.len()).map(Trouble::Cure);
    for trouble in troubles.into_iter().chain(cures) {
        match trouble {
            Trouble::Sell(keys) => {
                for key in keys {
                    let number = sold.get_mut(KEYS[key]).unwrap();
                    *number += 1;
                    world.publish(&[(KEYS[key], *number)]).await;
                }
            }
            Trouble::Poison(key) => {
                sick.poison.lock().unwrap().insert((KEYS[key], sold[KEYS[key]] + 1));
            }
            Trouble::Cure(key) => {
                let Some(poison) = sick.first(KEYS[key]) else { continue };
                sick.poison.lock().unwrap().remove(&poison);
                if poison.1 <= sold[poison.0] {
                    parking::replay(&world.bus, "stock", poison.0).await.unwrap();
                }
            }
            Trouble::Restart => {
                world.end().await;
                world = World::at(place, clock.clone()).await;
                world.start(sick.clone()).await;
            }
        }
        faults.extend(rest(&world, &sick, &sold, &clock).await);
        if !faults.is_empty() {
            break;
        }
    }
    world.end().await;
    faults
}

/// Waits until nothing moves any more, with time running fast; answers what is not as it should be.
async fn rest(world: &World, sick: &Sick, sold: &BTreeMap<&'static str, i64>, clock: &Clock) -> Vec<String> {
    let due: ByKey = sold.iter().map(|(key, count)| ((*key).to_owned(), (1..=sick.end_of(key, *count)).collect())).collect();
    let due: ByKey = due.into_iter().filter(|(_, numbers): &(String, Vec<i64>)| !numbers.is_empty()).collect();
    let stuck: BTreeSet<String> =
        sold.iter().filter(|(key, count)| sick.end_of(key, **count) < **count).map(|(key, _)| (*key).to_owned()).collect();
    let (patience, mut seen) = (if sick.passes_over { 100 } else { 2_000 }, String::new());
    for _ in 0..patience {
        let held = parking::list(&world.bus).await.unwrap();
        let parked: BTreeSet<String> = held.iter().filter(|held| held.parked_at.is_some()).map(|held| held.key.clone()).collect();
        let applied = world.sold().await;
        if applied == due && parked == stuck && held.len() == parked.len() {
            return Vec::new();
        }
        seen = format!("due are {due:?} and parked should be {stuck:?}; applied are {applied:?}, held {held:?}");
        clock.advance(31_000);
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    vec![seen]
}

/// Hints without end, and in them events by key.
pub(crate) fn floods() -> impl Strategy<Value = Vec<Vec<usize>>> {
    prop::collection::vec(prop::collection::vec(0..KEYS.len(), 1..6), 1..6)
}

/// A fault that is planted: events wait until it is quiet.
struct WaitsForQuiet(Arc<AtomicBool>);

#[async_trait]
impl Handler for WaitsForQuiet {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        if self.0.load(Ordering::SeqCst) {
            return Err(Fault::new(Kind::Unavailable, "FLOOD", "it is not quiet"));
        }
        write_down(delivery).await
    }
}

/// M13: while hints pour in without end, and somebody who should hear them does not listen, every event arrives; no hint is ever stored.
pub(crate) async fn m13_events_arrive_while_hints_pour_in(place: &Place, bursts: Vec<Vec<usize>>, waits: bool) -> Vec<String> {
    let world = World::new(place, None).await;
    let pouring = Arc::new(AtomicBool::new(true));
    world.start(if waits { Arc::new(WaitsForQuiet(pouring.clone())) } else { Arc::new(WriteDown) }).await;
    let _deaf = world.bus.subscribe(&[TYPING]);
    let (publisher, flows) = (world.publisher.clone(), pouring.clone());
    let flood = tokio::spawn(async move {
        for number in 0_i64.. {
            if !flows.load(Ordering::SeqCst) {
                return;
            }
            let hint = Event::new(TYPING, "a", "typing", TenantId::default(), &ConfigChanged::default());
            publisher.hint(hint.numbered(number));
            if number % 200 == 0 {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    });
    let (mut due, mut faults) = (ByKey::new(), Vec::new());
    for burst in bursts {
        for key in burst {
            let of = due.entry(KEYS[key].to_owned()).or_default();
            let next = i64::try_from(of.len()).unwrap() + 1;
            of.push(next);
            world.publish(&[(KEYS[key], next)]).await;
        }
        let patience = if waits { 100 } else { 2_500 };
        faults.extend(arrives(&world, &due, patience).await);
        if !faults.is_empty() {
            break;
        }
    }
    let stored = world.shop.query("SELECT pos FROM bus_outbox WHERE topic = $1", &params![TYPING]).await.unwrap().len();
    if stored > 0 {
        faults.push(format!("{stored} hints are stored"));
    }
    pouring.store(false, Ordering::SeqCst);
    flood.await.unwrap();
    world.end().await;
    faults
}

const TYPING: &str = "shop.typing.v1";

async fn arrives(world: &World, due: &ByKey, patience: usize) -> Option<String> {
    for _ in 0..patience {
        if world.sold().await == *due {
            return None;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Some(format!("due are {due:?} while hints pour in, applied are {:?}", world.sold().await))
}
