//! What every bus behind this interface promises (B7 of the specification). Written against the public interface alone.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Delivery, Event, Handler, Hint, parking};
use contracts::bus::ConfigChanged;
use db::Batch;
use errors::{Fault, Kind};
use ids::TenantId;
use proptest::prelude::*;

use crate::world::{Place, TOPIC, World, WriteDown, event, eventually, number, write_down};

/// Fails on one number of one key for as long as it is told to.
pub(crate) struct Poisoned {
    key: &'static str,
    number: i64,
    kind: Kind,
    pub(crate) cured: AtomicBool,
    pub(crate) failures: AtomicUsize,
}

impl Poisoned {
    pub(crate) fn new(key: &'static str, number: i64, kind: Kind) -> Arc<Self> {
        Arc::new(Self { key, number, kind, cured: AtomicBool::new(false), failures: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl Handler for Poisoned {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let poison = delivery.event.key == self.key && number(delivery) == self.number && !self.cured.load(Ordering::SeqCst);
        if poison {
            self.failures.fetch_add(1, Ordering::SeqCst);
            // Written, then failed: the effect must not stay.
            write_down(delivery).await?;
            return Err(Fault::new(self.kind, "POISON", "cannot"));
        }
        write_down(delivery).await
    }
}

pub(crate) async fn m3_what_is_committed_has_its_events_and_what_is_rolled_back_has_none(place: &Place) {
    let world = World::new(place, None).await;
    let mut tx = world.shop.begin().await.unwrap();
    world.publisher.publish(&mut tx, vec![event("a", 1)]).await.unwrap();
    tx.execute("INSERT INTO sold (key, number) VALUES ('a', 1)", &[]).await.unwrap();
    drop(tx);
    assert_eq!((world.rows("sold").await, world.rows("bus_outbox").await), (0, 0));
    let mut tx = world.shop.begin().await.unwrap();
    world.publisher.publish(&mut tx, vec![event("a", 1)]).await.unwrap();
    tx.execute("INSERT INTO sold (key, number) VALUES ('a', 1)", &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!((world.rows("sold").await, world.rows("bus_outbox").await), (1, 1));
}

pub(crate) async fn sequences_of_a_key_have_no_gaps_even_after_a_rollback(place: &Place) {
    let world = World::new(place, None).await;
    let mut hints = world.bus.subscribe(&[TOPIC]);
    world.publish(&[("a", 1), ("b", 1)]).await;
    let mut tx = world.shop.begin().await.unwrap();
    world.publisher.publish(&mut tx, vec![event("a", 99)]).await.unwrap();
    drop(tx);
    world.publish(&[("a", 2)]).await;
    let mut sequences = Vec::new();
    for _ in 0..3 {
        let Some(Hint::Event(hint)) = hints.next().await else { panic!("a hint") };
        sequences.push((hint.key.clone(), hint.sequence));
    }
    assert_eq!(sequences, [("a".to_owned(), 1), ("b".to_owned(), 1), ("a".to_owned(), 2)]);
}

pub(crate) async fn a_batch_numbers_its_events_behind_what_the_store_has_and_is_refused_if_somebody_was_quicker(place: &Place) {
    let world = World::new(place, None).await;
    let mut hints = world.bus.subscribe(&[TOPIC]);
    let prepared = async |events: &[(&str, i64)]| {
        let mut batch = Batch::default();
        let events = events.iter().map(|(key, number)| event(key, *number)).collect();
        world.publisher.add_next(&world.shop, &mut batch, events).await.unwrap();
        batch
    };
    let first = prepared(&[("a", 1), ("b", 1), ("a", 2)]).await;
    let late = prepared(&[("a", 90), ("c", 1)]).await;
    world.shop.write(first).await.unwrap();
    assert!(matches!(world.shop.write(late).await, Err(db::Error::Guarded(_))), "the first batch has taken its numbers");
    world.publish(&[("a", 3)]).await;
    let behind = prepared(&[("a", 4), ("c", 1)]).await;
    world.shop.write(behind).await.unwrap();
    let mut told = Vec::new();
    for _ in 0..6 {
        let Some(Hint::Event(hint)) = hints.next().await else { panic!("a hint") };
        told.push(format!("{}{}", hint.key, hint.sequence));
    }
    assert_eq!(told, ["a1", "b1", "a2", "a3", "a4", "c1"]);
    assert_eq!(world.rows("bus_outbox").await, 6, "of the refused batch nothing is there");
}

pub(crate) async fn m10_poison_parks_one_key_and_the_others_go_on_until_an_operator_replays_it(place: &Place) {
    let world = World::new(place, Some(3)).await;
    let handler = Poisoned::new("a", 2, Kind::Invalid);
    world.start(handler.clone()).await;
    world.publish(&[("a", 1), ("a", 2), ("b", 1), ("a", 3), ("b", 2)]).await;
    world.until("the other key goes on", |sold| sold.get("b") == Some(&vec![1, 2])).await;
    eventually("the key is parked", async || parking::list(&world.bus).await.unwrap().iter().any(|held| held.parked_at.is_some())).await;
    let parked = parking::list(&world.bus).await.unwrap();
    assert_eq!((parked.len(), parked[0].key.as_str(), parked[0].attempts), (1, "a", 5));
    assert!(parked[0].reason.contains("cannot"));
    assert_eq!(handler.failures.load(Ordering::SeqCst), 5);
    world.publish(&[("a", 4)]).await;
    world.until("nothing of the parked key", |sold| sold.get("a") == Some(&vec![1])).await;
    eventually("its later events wait", async || parking::show(&world.bus, "stock", "a").await.unwrap().len() == 3).await;
    handler.cured.store(true, Ordering::SeqCst);
    parking::replay(&world.bus, "stock", "a").await.unwrap();
    world.until("the key goes on at the same event", |sold| sold.get("a") == Some(&vec![1, 2, 3, 4])).await;
    // The hold goes in a commit of its own, just behind the last effect.
    eventually("nothing is held", async || parking::list(&world.bus).await.unwrap().is_empty()).await;
}

pub(crate) async fn an_operator_may_give_one_event_up(place: &Place) {
    let world = World::new(place, None).await;
    world.start(Poisoned::new("a", 1, Kind::Invalid)).await;
    world.publish(&[("a", 1), ("a", 2)]).await;
    eventually("the key is parked", async || parking::list(&world.bus).await.unwrap().iter().any(|held| held.parked_at.is_some())).await;
    parking::discard(&world.bus, "stock", "a").await.unwrap();
    world.until("the rest of the key", |sold| sold.get("a") == Some(&vec![2])).await;
}

pub(crate) async fn a_peer_that_is_away_is_asked_until_it_is_back(place: &Place) {
    let world = World::new(place, None).await;
    let handler = Poisoned::new("a", 1, Kind::Unavailable);
    world.start(handler.clone()).await;
    world.publish(&[("a", 1), ("a", 2)]).await;
    while handler.failures.load(Ordering::SeqCst) < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    handler.cured.store(true, Ordering::SeqCst);
    world.until("both, in order", |sold| sold.get("a") == Some(&vec![1, 2])).await;
}

pub(crate) async fn a_panicking_handler_is_a_failure_like_any_other(place: &Place) {
    struct Panics(AtomicUsize);
    #[async_trait]
    impl Handler for Panics {
        async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 1, "planted");
            write_down(delivery).await
        }
    }
    let world = World::new(place, None).await;
    world.start(Arc::new(Panics(AtomicUsize::new(0)))).await;
    world.publish(&[("a", 1)]).await;
    world.until("the event after two panics", |sold| sold.get("a") == Some(&vec![1])).await;
}

/// Events by key, in bursts between which the process is stopped and started again.
pub(crate) fn history() -> impl Strategy<Value = (Vec<Vec<usize>>, u64)> {
    let burst = prop::collection::vec(0_usize..4, 1..20);
    (prop::collection::vec(burst, 1..5), any::<u64>())
}

const KEYS: [&str; 4] = ["a", "b", "c", "d"];

/// The heart of it: whatever is redelivered and whenever the process is restarted, the effects are the log.
pub(crate) async fn m6_m7_m8_applied_is_the_log(place: &Place, (bursts, seed): (Vec<Vec<usize>>, u64)) {
    let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let last = bursts.len() - 1;
    for (index, burst) in bursts.into_iter().enumerate() {
        let world = World::new(place, Some(seed.wrapping_add(index as u64))).await;
        world.start(Arc::new(WriteDown)).await;
        for key in burst {
            let of = expected.entry(KEYS[key].to_owned()).or_default();
            let next = i64::try_from(of.len()).unwrap() + 1;
            of.push(next);
            world.publish(&[(KEYS[key], next)]).await;
        }
        if index == last {
            world.until("everything", |sold| *sold == expected).await;
            // A redelivery after the last event must change nothing either.
            tokio::time::sleep(Duration::from_millis(40)).await;
            assert_eq!(world.sold().await, expected);
        }
        world.end().await;
    }
}

pub(crate) async fn m13_a_flood_of_hints_does_not_delay_events_of_the_log(place: &Place) {
    let world = World::new(place, None).await;
    world.start(Arc::new(WriteDown)).await;
    let heard = Arc::new(Mutex::new(0_usize));
    let mut hints = world.bus.subscribe(&["shop.typing.v1"]);
    let counted = heard.clone();
    let listener = tokio::spawn(async move {
        while hints.next().await.is_some() {
            *counted.lock().unwrap() += 1;
        }
    });
    for number in 0..50_000 {
        let hint = Event::new("shop.typing.v1", "a", "typing", TenantId::default(), &ConfigChanged::default());
        world.publisher.hint(hint.numbered(number));
    }
    world.publish(&[("a", 1)]).await;
    world.until("the event", |sold| sold.get("a") == Some(&vec![1])).await;
    assert!(world.rows("bus_outbox").await <= 1, "hints are never stored");
    listener.abort();
}
