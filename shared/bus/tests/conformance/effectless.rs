//! Events for which a handler writes nothing: they are marked together, and that promises as much.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bus::{Broker, Delivery, Handler};

use crate::proxy::Proxy;
use crate::world::{Place, World, eventually, number, on, write_down};

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
async fn what_nothing_is_written_for_is_heard_in_order_and_not_again_once_it_is_marked() {
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
            // A key is busy until its event is marked: only the last one can come again.
            assert_eq!(heard.first(), Some(&1), "{key}");
            assert!(heard.windows(2).all(|pair| pair[1] == pair[0] || pair[1] == pair[0] + 1), "{key}: {heard:?}");
        }
        world.end().await;

        let again = World::new(place, None).await;
        let listens = Arc::new(Listens::default());
        again.start(listens.clone()).await;
        again.publish(&KEYS.map(|key| (key, EACH + 1))).await;
        eventually("the next of every key", async || listens.last() == [EACH + 1; KEYS.len()]).await;
        let heard = listens.0.lock().unwrap().clone();
        assert!(heard.values().all(|heard| heard.first() >= Some(&EACH)), "nothing older than the last: {heard:?}");
    })
    .await;
}
