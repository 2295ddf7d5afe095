//! Groups that are away for longer than events are kept, and publishers whose events are not carried away.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Delivery, Handler, Rebuilt, resync};
use lapin::options::QueueDeclareOptions;

use crate::world::{Place, World, WriteDown, eventually, on, write_down};

/// Builds anew when it is asked to, by counting.
#[derive(Default)]
struct Rebuilds(AtomicUsize);

#[async_trait]
impl Handler for Rebuilds {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        write_down(delivery).await
    }

    async fn rebuild(&self, source: &str) -> errors::Result<Rebuilt> {
        assert_eq!(source, "shop");
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(Rebuilt::Whole)
    }
}

/// A group hears one event and goes away; what is published then is too old when it is back.
async fn away_for_too_long(place: &Place, handler: Arc<dyn Handler>) -> World {
    let world = World::with(place, place.forgetful()).await;
    world.start(Arc::new(WriteDown)).await;
    world.publish(&[("a", 1)]).await;
    world.until("the first", |sold| sold.get("a") == Some(&vec![1])).await;
    world.end().await;
    let shop = World::with(place, place.forgetful()).await;
    shop.start_without_group().await;
    shop.publish(&[("a", 2), ("b", 1)]).await;
    eventually("nothing is kept for the group", async || {
        shop.prune().await;
        shop.rows("bus_outbox").await == 0 && place.has_forgotten().await
    })
    .await;
    shop.end().await;
    let back = World::with(place, place.forgetful()).await;
    back.start(handler).await;
    back
}

async fn it_goes_on_and_is_marked_until_an_operator_has_seen_to_it(place: &Place) {
    let back = away_for_too_long(place, Arc::new(WriteDown)).await;
    eventually("the loss is noticed", async || !resync::list(&back.bus).await.unwrap().is_empty()).await;
    let noticed = resync::list(&back.bus).await.unwrap();
    assert_eq!((noticed.len(), noticed[0].group.as_str(), noticed[0].source.as_str()), (1, "stock", "shop"));
    eventually("it goes on", async || resync::list(&back.bus).await.unwrap()[0].went_on).await;
    back.publish(&[("a", 3), ("c", 1)]).await;
    back.until("what came since", |sold| sold.get("a") == Some(&vec![1, 3]) && sold.get("c") == Some(&vec![1])).await;
    assert_eq!(resync::list(&back.bus).await.unwrap().len(), 1, "nobody has seen to it yet");
    assert!(resync::acknowledge(&back.bus, "stock", "market").await.is_err());
    resync::acknowledge(&back.bus, "stock", "shop").await.unwrap();
    assert!(resync::list(&back.bus).await.unwrap().is_empty());
    back.publish(&[("a", 4)]).await;
    back.until("the next", |sold| sold.get("a") == Some(&vec![1, 3, 4])).await;
}

async fn a_handler_builds_anew(place: &Place) {
    let handler = Arc::<Rebuilds>::default();
    let back = away_for_too_long(place, handler.clone()).await;
    eventually("it was built anew", async || handler.0.load(Ordering::SeqCst) == 1).await;
    back.publish(&[("a", 3), ("c", 1)]).await;
    back.until("what came since", |sold| sold.get("a") == Some(&vec![1, 3]) && sold.get("c") == Some(&vec![1])).await;
    assert!(resync::list(&back.bus).await.unwrap().is_empty());
    assert_eq!(handler.0.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn on_files_a_group_that_missed_events_goes_on_and_is_marked_until_an_operator_has_seen_to_it() {
    on(Some(Place::files()), it_goes_on_and_is_marked_until_an_operator_has_seen_to_it).await;
}

#[tokio::test]
async fn on_servers_a_group_that_missed_events_goes_on_and_is_marked_until_an_operator_has_seen_to_it() {
    on(Place::servers(), it_goes_on_and_is_marked_until_an_operator_has_seen_to_it).await;
}

#[tokio::test]
async fn on_files_a_group_that_missed_events_is_built_anew_by_its_handler() {
    on(Some(Place::files()), a_handler_builds_anew).await;
}

#[tokio::test]
async fn on_servers_a_group_that_missed_events_is_built_anew_by_its_handler() {
    on(Place::servers(), a_handler_builds_anew).await;
}

#[tokio::test]
async fn a_group_that_is_behind_for_less_than_that_misses_nothing() {
    on(Some(Place::files()), async |place: &Place| {
        let world = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        world.publish(&[("a", 1)]).await;
        world.until("the first", |sold| sold.get("a") == Some(&vec![1])).await;
        world.end().await;
        let shop = World::new(place, None).await;
        shop.start_without_group().await;
        shop.publish(&[("a", 2)]).await;
        shop.prune().await;
        shop.end().await;
        let back = World::new(place, None).await;
        back.start(Arc::new(WriteDown)).await;
        back.until("both", |sold| sold.get("a") == Some(&vec![1, 2])).await;
        assert!(resync::list(&back.bus).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn m17_a_backlog_refuses_new_work_keeps_what_was_let_in_and_opens_again() {
    on(Place::servers(), async |place: &Place| {
        let proxy = crate::proxy::Proxy::to(place.on_servers().amqp_port()).await;
        proxy.close();
        let bus::Backing::Broker(broker) = place.narrow(20) else { panic!("on servers") };
        let through = bus::Broker { amqp: format!("amqp://guest:guest@{}/%2f", proxy.address), ..broker };
        let world = World::with(place, through).await;
        world.start(Arc::new(WriteDown)).await;
        let mut taken = 0;
        while world.publisher.admit().is_ok() {
            assert!(taken < 100_000, "nothing is ever refused");
            taken += 1;
            world.publish(&[("a", taken)]).await;
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let refused = world.publisher.admit().unwrap_err();
        assert_eq!((refused.kind().http(), refused.code()), (503, "BACKLOG"));
        assert_eq!(world.rows("bus_outbox").await, taken, "what was let in is kept");
        proxy.open();
        world.until("all of it", |sold| sold.get("a").is_some_and(|sold| sold.iter().copied().eq(1..=taken))).await;
        eventually("new work is let in", async || world.publisher.admit().is_ok()).await;
    })
    .await;
}

#[tokio::test]
async fn m17_a_group_that_does_not_keep_up_refuses_new_work_on_files_too() {
    on(Some(Place::files()), async |place: &Place| {
        let world = World::with(place, place.narrow(3)).await;
        let handler = Arc::new(Gated(tokio::sync::Semaphore::new(0)));
        world.start(handler.clone()).await;
        world.publish(&[("a", 1), ("a", 2), ("a", 3), ("a", 4)]).await;
        world.prune().await;
        assert!(world.publisher.admit().is_err());
        handler.0.add_permits(100);
        world.until("all", |sold| sold.get("a") == Some(&vec![1, 2, 3, 4])).await;
        eventually("new work is let in", async || {
            world.prune().await;
            world.publisher.admit().is_ok()
        })
        .await;
    })
    .await;
}

/// Handles nothing before it may.
struct Gated(tokio::sync::Semaphore);

#[async_trait]
impl Handler for Gated {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        self.0.acquire().await.unwrap().forget();
        write_down(delivery).await
    }
}

impl Place {
    /// Whether the broker has dropped the queues of the group; files have none.
    async fn has_forgotten(&self) -> bool {
        if !self.is_on_servers() {
            return true;
        }
        let servers = self.on_servers();
        for n in 0..servers.partitions {
            let queue = format!("{}.stock.shop.p{n}", servers.name);
            let passive = QueueDeclareOptions { passive: true, ..QueueDeclareOptions::default() };
            let there = servers.channel().await.queue_declare(queue.as_str().into(), passive, lapin::types::FieldTable::default()).await;
            if there.is_ok() {
                tokio::time::sleep(Duration::from_millis(200)).await;
                return false;
            }
        }
        true
    }
}
