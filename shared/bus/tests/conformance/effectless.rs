//! Events for which a handler writes nothing: they are marked later and together, and nothing is passed over for it.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Broker, Delivery, Handler, parking};
use db::{Db, params};
use errors::Fault;

use crate::proxy::Proxy;
use crate::world::{Place, World, event, eventually, number, on, write_down};

const KEYS: [&str; 7] = ["a", "b", "c", "d", "e", "f", "g"];
const EACH: i64 = 60;

/// Hears every event, and writes every fifth down.
#[derive(Default)]
struct Listens(Mutex<BTreeMap<String, Vec<i64>>>);

#[async_trait]
impl Handler for Listens {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let (key, number) = (delivery.event.key.clone(), number(delivery));
        self.0.lock().unwrap().entry(key).or_default().push(number);
        if number % 5 == 0 { write_down(delivery).await } else { Ok(()) }
    }
}

impl Listens {
    fn last(&self) -> Vec<i64> {
        self.0.lock().unwrap().values().filter_map(|heard| heard.last().copied()).collect()
    }
}

#[tokio::test]
async fn what_nothing_is_written_for_is_heard_in_order_and_not_again_after_an_orderly_end() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(place.on_servers().amqp_port()).await;
        let through = Broker { amqp: format!("amqp://guest:guest@{}/%2f", proxy.address), ..place.on_servers().backing(Some(11)) };
        let world = World::with(place, through).await;
        let listens = Arc::new(Listens::default());
        world.start(listens.clone()).await;
        for round in 1..=EACH {
            world.publish(&KEYS.map(|key| (key, round))).await;
            if round % 12 == 0 {
                proxy.cut();
                tokio::time::sleep(Duration::from_millis(40)).await;
            }
        }
        eventually("the last of every key", async || listens.last() == [EACH; KEYS.len()]).await;
        let written = (1..=EACH).filter(|number| number % 5 == 0).collect::<Vec<_>>();
        world.until("what was written", |sold| KEYS.iter().all(|key| sold.get(*key) == Some(&written))).await;
        for (key, heard) in &*listens.0.lock().unwrap() {
            // After a cut what was not marked yet comes again, in its order.
            assert_eq!(heard.first(), Some(&1), "{key}");
            assert!(heard.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{key}: {heard:?}");
        }
        world.end().await;

        let again = World::new(place, None).await;
        let listens = Arc::new(Listens::default());
        again.start(listens.clone()).await;
        again.publish(&KEYS.map(|key| (key, EACH + 1))).await;
        eventually("the next of every key", async || listens.last() == [EACH + 1; KEYS.len()]).await;
        let heard = listens.0.lock().unwrap().clone();
        assert!(heard.values().all(|heard| *heard == [EACH + 1]), "what was heard before the end is marked: {heard:?}");
    })
    .await;
}

/// Hears every event; fails on the fourth of every key until it may not.
struct Stumbles(AtomicBool);

#[async_trait]
impl Handler for Stumbles {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        match number(delivery) {
            4 if !self.0.load(Ordering::Acquire) => Err(Fault::internal("not now")),
            5 => write_down(delivery).await,
            _ => Ok(()),
        }
    }
}

#[tokio::test]
async fn a_key_that_fails_behind_what_is_not_marked_yet_is_held_there_and_goes_on() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let stumbles = Arc::new(Stumbles(AtomicBool::new(false)));
        world.start(stumbles.clone()).await;
        world.publish_events((1..=6).flat_map(|number| ["a", "b"].map(|key| event(key, number))).collect()).await;
        eventually("both are held", async || parking::list(&world.bus).await.unwrap().len() == 2).await;
        for held in parking::list(&world.bus).await.unwrap() {
            assert!(held.reason.contains("not now"), "{held:?}");
        }
        assert_eq!(world.effects().await, 0, "nothing overtakes");
        stumbles.0.store(true, Ordering::Release);
        for key in ["a", "b"] {
            parking::replay(&world.bus, "stock", key).await.unwrap();
        }
        let written = |sold: &BTreeMap<String, Vec<i64>>| ["a", "b"].iter().all(|key| sold.get(*key) == Some(&vec![5]));
        world.until("what comes behind", written).await;
        eventually("nothing is held", async || parking::list(&world.bus).await.unwrap().is_empty()).await;
    })
    .await;
}

/// Writes the fourth event down, behind a mark that another consumer has moved meanwhile, less far than this one has handled.
struct Overtaken {
    store: Db,
    heard: Mutex<Vec<i64>>,
}

#[async_trait]
impl Handler for Overtaken {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let number = number(delivery);
        self.heard.lock().unwrap().push(number);
        if number == 3 {
            self.store.execute("UPDATE bus_seen SET sequence = 2 WHERE key = $1 AND sequence = 1", &params!["a"]).await?;
        }
        if number == 4 { write_down(delivery).await } else { Ok(()) }
    }
}

#[tokio::test]
async fn an_effect_behind_a_mark_that_another_consumer_moved_happens_once() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let overtaken = Arc::new(Overtaken { store: world.stock.clone(), heard: Mutex::default() });
        world.start(overtaken.clone()).await;
        world.publish(&[("a", 1)]).await;
        let marked = async || !world.stock.query("SELECT 1 FROM bus_seen WHERE sequence = 1", &[]).await.unwrap().is_empty();
        eventually("the first is marked", marked).await;
        world.publish(&[("a", 2), ("a", 3), ("a", 4), ("a", 5)]).await;
        world.until("the effect", |sold| sold.get("a") == Some(&vec![4])).await;
        eventually("the last", async || overtaken.heard.lock().unwrap().last() == Some(&5)).await;
        // Twice where the mark of the third had not followed yet, and the session had to begin anew.
        let mut heard = overtaken.heard.lock().unwrap().clone();
        heard.dedup();
        assert_eq!(heard, [1, 2, 3, 4, 5]);
        assert!(parking::list(&world.bus).await.unwrap().is_empty(), "nothing is missing");
        assert_eq!(world.effects().await, 1);
    })
    .await;
}
