//! What every bus behind this interface promises (B7 of the specification), with chaos on. Written against the public interface alone.

#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test that cannot go on says so by panicking")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Bus, Delivery, Event, Group, Handler, Hint, Options, Publisher, parking};
use contracts::bus::ConfigChanged;
use db::{Db, Durability, Location, Migration, Migrations, params};
use errors::{Fault, Kind};
use ids::{Clock, TenantId};
use proptest::prelude::*;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

const TOPIC: &str = "shop.sold.v1";

/// A publisher `shop`, a consumer `stock`, a bus between them.
struct World {
    folder: tempfile::TempDir,
    bus: Bus,
    shop: Db,
    stock: Db,
    publisher: Publisher,
    tracker: TaskTracker,
    stop: CancellationToken,
}

fn open(folder: &Path, service: &str) -> Db {
    Db::new(&Location::File(folder.join(format!("{service}.sqlite"))), Durability::Lazy).unwrap()
}

fn tables() -> Migrations {
    let sold = "CREATE TABLE sold (pos {{identity}}, key TEXT NOT NULL, number BIGINT NOT NULL)";
    Migrations::new([Migration { version: 1, name: "sold", sql: sold }]).and(bus::migrations())
}

impl World {
    async fn new(chaos: Option<u64>) -> Self {
        Self::at(tempfile::tempdir().unwrap(), chaos).await
    }

    async fn at(folder: tempfile::TempDir, chaos: Option<u64>) -> Self {
        let path: PathBuf = folder.path().to_owned();
        let located = path.clone();
        let locate = Arc::new(move |service: &str| Db::read_only(&located.join(format!("{service}.sqlite"))));
        let bus = Bus::new(Options { locate, registry: open(&path, "bus"), clock: Clock::System, chaos });
        let (shop, stock) = (open(&path, "shop"), open(&path, "stock"));
        shop.migrate(&tables()).await.unwrap();
        stock.migrate(&tables()).await.unwrap();
        let publisher = bus.publisher("shop");
        Self { folder, bus, shop, stock, publisher, tracker: TaskTracker::new(), stop: CancellationToken::new() }
    }

    async fn start(&self, handler: Arc<dyn Handler>) {
        self.bus.group(Group { name: "stock", topics: vec![TOPIC], service: "stock", db: self.stock.clone(), handler });
        self.bus.start(&self.tracker, &self.stop).await.unwrap();
    }

    /// Ends all tasks, as a stopping process does, and gives the folder on.
    async fn end(self) -> tempfile::TempDir {
        self.stop.cancel();
        self.tracker.close();
        self.tracker.wait().await;
        self.shop.close().await;
        self.stock.close().await;
        self.folder
    }

    async fn publish(&self, sales: &[(&str, i64)]) {
        let mut tx = self.shop.begin().await.unwrap();
        self.publisher.publish(&mut tx, sales.iter().map(|(key, number)| event(key, *number)).collect()).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// What the consumer's store holds, by key, in the order it was written.
    async fn sold(&self) -> BTreeMap<String, Vec<i64>> {
        let mut sold = BTreeMap::new();
        for row in self.stock.query("SELECT key, number FROM sold ORDER BY pos", &[]).await.unwrap() {
            sold.entry(row.get::<String>(0).unwrap()).or_insert_with(Vec::new).push(row.get(1).unwrap());
        }
        sold
    }

    async fn until(&self, what: &str, condition: impl Fn(&BTreeMap<String, Vec<i64>>) -> bool) {
        for _ in 0..1500 {
            if condition(&self.sold().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("{what} did not happen; the store holds {:?}", self.sold().await);
    }

    async fn rows(&self, table: &str) -> i64 {
        let row = self.shop.query_one(format!("SELECT COUNT(*) FROM {table}"), &[]).await.unwrap().unwrap();
        row.get(0).unwrap()
    }
}

fn event(key: &str, number: i64) -> Event {
    Event::new(TOPIC, key, "sold", TenantId::default(), &ConfigChanged { version: number, ..ConfigChanged::default() })
}

fn number(delivery: &Delivery<'_>) -> i64 {
    let sale: ConfigChanged = prost::Message::decode(delivery.event.payload.as_slice()).unwrap();
    sale.version
}

/// Writes what it gets into the consumer's store.
async fn write_down(delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let (key, number) = (delivery.event.key.clone(), number(delivery));
    let tx = delivery.tx().await?;
    tx.execute("INSERT INTO sold (key, number) VALUES ($1, $2)", &params![key, number]).await?;
    Ok(())
}

struct WriteDown;

#[async_trait]
impl Handler for WriteDown {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        write_down(delivery).await
    }
}

/// Fails on one number of one key for as long as it is told to.
struct Poisoned {
    key: &'static str,
    number: i64,
    kind: Kind,
    cured: AtomicBool,
    failures: AtomicUsize,
}

impl Poisoned {
    fn new(key: &'static str, number: i64, kind: Kind) -> Arc<Self> {
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

#[tokio::test]
async fn m3_what_is_committed_has_its_events_and_what_is_rolled_back_has_none() {
    let world = World::new(None).await;
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

#[tokio::test]
async fn sequences_of_a_key_have_no_gaps_even_after_a_rollback() {
    let world = World::new(None).await;
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

#[tokio::test]
async fn m10_poison_parks_one_key_and_the_others_go_on_until_an_operator_replays_it() {
    let world = World::new(Some(3)).await;
    let handler = Poisoned::new("a", 2, Kind::Invalid);
    world.start(handler.clone()).await;
    world.publish(&[("a", 1), ("a", 2), ("b", 1), ("a", 3), ("b", 2)]).await;
    world.until("the other key goes on", |sold| sold.get("b") == Some(&vec![1, 2])).await;
    let mut parked = Vec::new();
    for _ in 0..1500 {
        parked = parking::list(&world.bus).await.unwrap();
        if parked.iter().any(|held| held.parked_at.is_some()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert_eq!((parked.len(), parked[0].key.as_str(), parked[0].attempts), (1, "a", 5));
    assert!(parked[0].reason.contains("cannot"));
    assert_eq!(handler.failures.load(Ordering::SeqCst), 5);
    world.publish(&[("a", 4)]).await;
    world.until("nothing of the parked key", |sold| sold.get("a") == Some(&vec![1])).await;
    assert_eq!(parking::show(&world.bus, "stock", "a").await.unwrap().len(), 3);
    handler.cured.store(true, Ordering::SeqCst);
    parking::replay(&world.bus, "stock", "a").await.unwrap();
    world.until("the key goes on at the same event", |sold| sold.get("a") == Some(&vec![1, 2, 3, 4])).await;
    // The hold goes in a commit of its own, just behind the last effect.
    for _ in 0..500 {
        if parking::list(&world.bus).await.unwrap().is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the key is held although everything of it was handled");
}

#[tokio::test]
async fn an_operator_may_give_one_event_up() {
    let world = World::new(None).await;
    world.start(Poisoned::new("a", 1, Kind::Invalid)).await;
    world.publish(&[("a", 1), ("a", 2)]).await;
    for _ in 0..1500 {
        if parking::list(&world.bus).await.unwrap().iter().any(|held| held.parked_at.is_some()) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    parking::discard(&world.bus, "stock", "a").await.unwrap();
    world.until("the rest of the key", |sold| sold.get("a") == Some(&vec![2])).await;
}

#[tokio::test]
async fn a_peer_that_is_away_is_asked_until_it_is_back() {
    let world = World::new(None).await;
    let handler = Poisoned::new("a", 1, Kind::Unavailable);
    world.start(handler.clone()).await;
    world.publish(&[("a", 1), ("a", 2)]).await;
    while handler.failures.load(Ordering::SeqCst) < 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    handler.cured.store(true, Ordering::SeqCst);
    world.until("both, in order", |sold| sold.get("a") == Some(&vec![1, 2])).await;
}

#[tokio::test]
async fn a_panicking_handler_is_a_failure_like_any_other() {
    struct Panics(AtomicUsize);
    #[async_trait]
    impl Handler for Panics {
        async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
            assert!(self.0.fetch_add(1, Ordering::SeqCst) > 1, "planted");
            write_down(delivery).await
        }
    }
    let world = World::new(None).await;
    world.start(Arc::new(Panics(AtomicUsize::new(0)))).await;
    world.publish(&[("a", 1)]).await;
    world.until("the event after two panics", |sold| sold.get("a") == Some(&vec![1])).await;
}

#[tokio::test]
async fn an_outbox_is_pruned_behind_the_slowest_group_and_never_before_a_held_key() {
    let world = World::new(None).await;
    let handler = Poisoned::new("a", 2, Kind::Unavailable);
    world.start(handler.clone()).await;
    world.publish(&[("b", 1), ("a", 1), ("a", 2), ("b", 2)]).await;
    world.until("all but the held key", |sold| sold.get("b") == Some(&vec![1, 2]) && sold.get("a") == Some(&vec![1])).await;
    while handler.failures.load(Ordering::SeqCst) == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    world.bus.prune("shop", &world.shop).await.unwrap();
    assert_eq!(world.rows("bus_outbox").await, 2, "the held event and what follows it stay");
    handler.cured.store(true, Ordering::SeqCst);
    world.until("the held key", |sold| sold.get("a") == Some(&vec![1, 2])).await;
    for _ in 0..200 {
        world.bus.prune("shop", &world.shop).await.unwrap();
        if world.rows("bus_outbox").await == 0 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the outbox was never pruned");
}

/// Events by key and the points at which the consumer's process is stopped and started again.
fn history() -> impl Strategy<Value = (Vec<Vec<(usize, i64)>>, u64)> {
    let burst = prop::collection::vec((0_usize..4, 0_i64..1), 1..20);
    (prop::collection::vec(burst, 1..5), any::<u64>())
}

const KEYS: [&str; 4] = ["a", "b", "c", "d"];

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn m6_m7_m8_applied_is_the_log_in_order_once_whatever_is_redelivered_or_restarted((bursts, seed) in history()) {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let (expected, sold) = runtime.block_on(async move {
            let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
            let mut folder = Some(tempfile::tempdir().unwrap());
            let mut sold = BTreeMap::new();
            let last = bursts.len() - 1;
            for (index, burst) in bursts.into_iter().enumerate() {
                let world = World::at(folder.take().unwrap(), Some(seed.wrapping_add(index as u64))).await;
                world.start(Arc::new(WriteDown)).await;
                for (key, _) in burst {
                    let of = expected.entry(KEYS[key].to_owned()).or_default();
                    let next = i64::try_from(of.len()).unwrap() + 1;
                    of.push(next);
                    world.publish(&[(KEYS[key], next)]).await;
                }
                if index == last {
                    world.until("everything", |sold| *sold == expected).await;
                    // A redelivery after the last event must change nothing either.
                    tokio::time::sleep(Duration::from_millis(40)).await;
                    sold = world.sold().await;
                }
                folder = Some(world.end().await);
            }
            (expected, sold)
        });
        prop_assert_eq!(sold, expected);
    }
}

#[tokio::test]
async fn m13_a_flood_of_hints_does_not_delay_events_of_the_log() {
    let world = World::new(None).await;
    world.start(Arc::new(WriteDown)).await;
    let heard = Arc::new(Mutex::new(0_usize));
    let mut hints = world.bus.subscribe(&["shop.typing.v1"]);
    let counted = heard.clone();
    let listener = tokio::spawn(async move {
        while let Some(Hint::Event(_)) = hints.next().await {
            *counted.lock().unwrap() += 1;
        }
    });
    for number in 0..50_000 {
        let hint = Event::new("shop.typing.v1", "a", "typing", TenantId::default(), &ConfigChanged::default());
        world.publisher.hint(hint.numbered(number));
    }
    world.publish(&[("a", 1)]).await;
    world.until("the event", |sold| sold.get("a") == Some(&vec![1])).await;
    assert_eq!(world.rows("bus_outbox").await, 1, "hints are never stored");
    listener.abort();
}
