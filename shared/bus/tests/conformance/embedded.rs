//! What only the bus on files promises.

use std::sync::atomic::Ordering;
use std::time::Duration;

use errors::Kind;

use crate::promises::Poisoned;
use crate::world::{Place, World, eventually, on};

#[tokio::test]
async fn an_outbox_is_pruned_behind_the_slowest_group_and_never_before_a_held_key() {
    on(Some(Place::files()), pruned).await;
}

async fn pruned(place: &Place) {
    let world = World::new(place, None).await;
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
    eventually("the outbox is pruned", async || {
        world.bus.prune("shop", &world.shop).await.unwrap();
        world.rows("bus_outbox").await == 0
    })
    .await;
}
