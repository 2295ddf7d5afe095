//! What only the bus on servers promises: several processes, broken roads, and what is said when something is missing.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use bus::{Broker, Event, Hint, Subscription, parking, resync};
use contracts::bus::ConfigChanged;
use ids::TenantId;

use crate::proxy::Proxy;
use crate::world::{Place, TOPIC, World, WriteDown, event, eventually, on};

const KEYS: [&str; 5] = ["a", "b", "c", "d", "e"];

/// A process that can be killed: its own threads and connections, gone at once and without a word.
struct Process {
    runtime: tokio::runtime::Runtime,
}

impl Process {
    fn start(place: &Place) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let backing = place.on_servers().backing(None);
        let servers = place.on_servers();
        runtime.spawn(async move {
            let own = Place::again(servers);
            let world = World::with(&own, backing).await;
            world.start(Arc::new(WriteDown)).await;
            std::future::pending::<()>().await;
        });
        Self { runtime }
    }

    fn kill(self) {
        self.runtime.shutdown_background();
    }
}

/// Publishes numbers 1, 2, … of every key, one event a transaction.
async fn publish_all(world: &World, each: i64, mut between: impl AsyncFnMut(i64)) -> BTreeMap<String, Vec<i64>> {
    for number in 1..=each {
        for key in KEYS {
            world.publish(&[(key, number)]).await;
        }
        between(number).await;
    }
    KEYS.iter().map(|key| ((*key).to_owned(), (1..=each).collect())).collect()
}

#[tokio::test]
async fn m4_what_the_broker_confirmed_is_deleted_and_a_topic_nobody_consumes_costs_nothing() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        let nobody = Event::new("shop.nobody.v1", "a", "x", TenantId::default(), &ConfigChanged::default());
        world.publish_events(vec![event("a", 1), nobody, event("a", 2)]).await;
        world.until("both", |sold| sold.get("a") == Some(&vec![1, 2])).await;
        eventually("an empty outbox", async || world.rows("bus_outbox").await == 0).await;
        assert_eq!(world.bus.check(), Ok(()));
    })
    .await;
}

#[tokio::test]
async fn m9_a_group_goes_on_in_another_process_when_one_is_killed() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let mut doomed = Some(Process::start(place));
        eventually("the other process feeds the group", async || group_exists(place).await).await;
        world.start(Arc::new(WriteDown)).await;
        let expected = publish_all(&world, 60, async |number| {
            if number == 30
                && let Some(doomed) = doomed.take()
            {
                doomed.kill();
            }
        })
        .await;
        world.until("everything once and in order", |sold| *sold == expected).await;
    })
    .await;
}

async fn group_exists(place: &Place) -> bool {
    let servers = place.on_servers();
    let passive = lapin::options::QueueDeclareOptions { passive: true, ..lapin::options::QueueDeclareOptions::default() };
    let name = format!("{}.stock.shop.p0", servers.name);
    let queue = servers.channel().await.queue_declare(name.as_str().into(), passive, lapin::types::FieldTable::default()).await;
    queue.is_ok_and(|queue| queue.consumer_count() > 0)
}

#[tokio::test]
async fn m5_two_relays_of_one_publisher_lose_nothing_and_keep_order_when_one_is_killed() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let mut doomed = Some(Process::start(place));
        // The other process has the lease by now, or gets it: either way one of the two is killed in the middle.
        eventually("the other process is there", async || group_exists(place).await).await;
        world.start(Arc::new(WriteDown)).await;
        let other = World::new(place, None).await;
        other.start_without_group().await;
        let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for number in 1..=40 {
            for (index, key) in KEYS.iter().enumerate() {
                let from = if index % 2 == 0 { &world } else { &other };
                from.publish(&[(key, number)]).await;
                expected.entry((*key).to_owned()).or_default().push(number);
            }
            if number == 20
                && let Some(doomed) = doomed.take()
            {
                doomed.kill();
            }
        }
        world.until("everything once and in order", |sold| *sold == expected).await;
        eventually("an empty outbox", async || world.rows("bus_outbox").await == 0).await;
    })
    .await;
}

#[tokio::test]
async fn m6_a_connection_that_is_cut_again_and_again_loses_doubles_and_reorders_nothing() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(place.on_servers().amqp_port()).await;
        let through = Broker { amqp: format!("amqp://guest:guest@{}/%2f", proxy.address), ..place.on_servers().backing(Some(7)) };
        let world = World::with(place, through).await;
        world.start(Arc::new(WriteDown)).await;
        let expected = publish_all(&world, 80, async |number| {
            if number % 10 == 0 {
                proxy.cut();
                tokio::time::sleep(Duration::from_millis(60)).await;
            }
        })
        .await;
        world.until("everything once and in order", |sold| *sold == expected).await;
        eventually("an empty outbox", async || world.rows("bus_outbox").await == 0).await;
    })
    .await;
}

#[tokio::test]
async fn m4_what_was_on_its_way_when_the_connection_was_cut_is_published_again() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(place.on_servers().amqp_port()).await;
        let through = Broker { amqp: format!("amqp://guest:guest@{}/%2f", proxy.address), ..place.on_servers().backing(None) };
        let world = World::with(place, through).await;
        world.start(Arc::new(WriteDown)).await;
        let mut expected: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        for burst in 0..4 {
            let numbers = burst * 40 + 1..=burst * 40 + 40;
            let events = numbers.flat_map(|number| KEYS.map(|key| (key, number)));
            let sales: Vec<_> = events.inspect(|(key, number)| expected.entry((*key).to_owned()).or_default().push(*number)).collect();
            world.publish(&sales).await;
            // Somewhere in the middle of a window.
            eventually("the relay is at work", async || world.rows("bus_outbox").await < 400).await;
            tokio::time::sleep(Duration::from_millis(u64::try_from(burst).unwrap() * 3)).await;
            proxy.cut();
        }
        eventually("all effects", async || world.effects().await >= 4 * 200).await;
        assert_eq!(world.sold().await, expected);
    })
    .await;
}

#[tokio::test]
async fn a_connection_that_goes_silent_is_given_up() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(place.on_servers().amqp_port()).await;
        let amqp = format!("amqp://guest:guest@{}/%2f?heartbeat=1", proxy.address);
        let world = World::with(place, Broker { amqp, ..place.on_servers().backing(None) }).await;
        world.start(Arc::new(WriteDown)).await;
        world.publish(&[("a", 1)]).await;
        world.until("the first", |sold| sold.get("a") == Some(&vec![1])).await;
        proxy.stall();
        world.publish(&[("a", 2)]).await;
        world.until("the second", |sold| sold.get("a") == Some(&vec![1, 2])).await;
    })
    .await;
}

#[tokio::test]
async fn queues_that_are_deleted_are_made_anew_and_the_loss_is_noticed_and_waits_for_an_operator() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        world.publish(&[("a", 1)]).await;
        world.until("the first", |sold| sold.get("a") == Some(&vec![1])).await;
        let servers = place.on_servers();
        for n in 0..servers.partitions {
            let queue = format!("{}.stock.shop.p{n}", servers.name);
            servers.channel().await.queue_delete(queue.as_str().into(), lapin::options::QueueDeleteOptions::default()).await.unwrap();
        }
        eventually("the loss is noticed", async || !resync::list(&world.bus).await.unwrap().is_empty()).await;
        let noticed = resync::list(&world.bus).await.unwrap();
        assert_eq!((noticed[0].group.as_str(), noticed[0].source.as_str()), ("stock", "shop"));
        assert!(noticed[0].reason.contains("queues are gone"), "{noticed:?}");
        eventually("the queues are there again", async || world.bus.check().is_ok()).await;
        // Every partition notices by itself, perhaps behind the answer to another one's notice; what is published before its queue is there again is
        // what the group misses.
        let next = AtomicI64::new(2);
        eventually("what came since", async || {
            let _nothing_new = resync::acknowledge(&world.bus, "stock", "shop").await;
            world.publish(&[("a", next.fetch_add(1, Ordering::Relaxed))]).await;
            tokio::time::sleep(Duration::from_millis(100)).await;
            world.sold().await["a"].last() >= Some(&2)
        })
        .await;
    })
    .await;
}

#[tokio::test]
async fn m17_without_a_broker_events_wait_in_the_outbox_and_the_check_names_it() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(place.on_servers().amqp_port()).await;
        proxy.close();
        let through = Broker { amqp: format!("amqp://guest:guest@{}/%2f", proxy.address), ..place.on_servers().backing(None) };
        let world = World::with(place, through).await;
        world.start(Arc::new(WriteDown)).await;
        world.publish(&[("a", 1), ("a", 2)]).await;
        eventually("a named problem", async || world.bus.check().is_err_and(|problem| problem.contains("broker is not reachable"))).await;
        assert_eq!(world.rows("bus_outbox").await, 2);
        proxy.open();
        world.until("both", |sold| sold.get("a") == Some(&vec![1, 2])).await;
        eventually("all is well", async || world.bus.check().is_ok()).await;
    })
    .await;
}

#[tokio::test]
async fn another_number_of_partitions_is_refused_in_words() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        world.publish(&[("a", 1)]).await;
        world.until("the event", |sold| sold.get("a") == Some(&vec![1])).await;
        let mut other = place.on_servers();
        other.partitions += 1;
        let wrong = World::with(place, other.backing(None)).await;
        wrong.start(Arc::new(WriteDown)).await;
        eventually("a refusal", async || wrong.bus.check().is_err_and(|problem| problem.contains("another number of partitions"))).await;
        world.publish(&[("a", 2)]).await;
        world.until("the right one goes on", |sold| sold.get("a") == Some(&vec![1, 2])).await;
        let channel = other.channel().await;
        let unwanted = format!("{}.unwanted.p{}", other.name, other.partitions);
        wrong.end().await;
        channel.queue_delete(unwanted.as_str().into(), lapin::options::QueueDeleteOptions::default()).await.unwrap();
        channel.exchange_delete(unwanted.as_str().into(), lapin::options::ExchangeDeleteOptions::default()).await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_number_that_is_missing_holds_its_key_and_is_named_until_it_comes() {
    on(Place::servers(), async |place| {
        let world = World::new(place, Some(5)).await;
        world.start(Arc::new(WriteDown)).await;
        let numbered = |number| event("a", number).numbered(number);
        world.publish_events(vec![numbered(1), numbered(4), event("b", 1), numbered(5)]).await;
        world.until("the other key", |sold| sold.get("b") == Some(&vec![1])).await;
        eventually("a held key", async || {
            let held = parking::list(&world.bus).await.unwrap();
            held.iter().any(|held| held.reason.contains("events 2 to 3 of shop.sold.v1 are missing"))
        })
        .await;
        assert_eq!(world.sold().await.get("a"), Some(&vec![1]));
        world.publish_events(vec![numbered(2), numbered(3)]).await;
        world.until("all in order", |sold| sold.get("a") == Some(&vec![1, 2, 3, 4, 5])).await;
        eventually("nothing is held", async || parking::list(&world.bus).await.unwrap().is_empty()).await;
    })
    .await;
}

#[tokio::test]
async fn an_operator_may_give_up_what_is_missing() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        let numbered = |number| event("a", number).numbered(number);
        world.publish_events(vec![numbered(1), numbered(4)]).await;
        eventually("a held key", async || !parking::list(&world.bus).await.unwrap().is_empty()).await;
        parking::discard(&world.bus, "stock", "a").await.unwrap();
        world.until("what comes after", |sold| sold.get("a") == Some(&vec![1, 4])).await;
    })
    .await;
}

/// The next hint that is not a notice of loss.
async fn hint(hints: &mut Subscription) -> (String, i64) {
    loop {
        match hints.next().await {
            Some(Hint::Event(hint)) => return (hint.key.clone(), hint.sequence),
            Some(Hint::Lagged) => {}
            None => panic!("the bus is gone"),
        }
    }
}

async fn lagged(hints: &mut Subscription) {
    while !matches!(hints.next().await, Some(Hint::Lagged)) {}
}

#[tokio::test]
async fn hints_cross_processes_once_and_lost_ones_are_announced() {
    on(Place::servers(), async |place| {
        let proxy = Proxy::to(6379).await;
        let world = World::new(place, None).await;
        let mut at_home = world.bus.subscribe(&[TOPIC]);
        world.start_without_group().await;
        let through = Broker { hints: format!("redis://{}", proxy.address), ..place.on_servers().backing(None) };
        let gateway = World::with(place, through).await;
        let mut away = gateway.bus.subscribe(&[TOPIC, "shop.typing.v1"]);
        gateway.start_without_group().await;
        // Subscribed: from here on nothing is missed unnoticed.
        lagged(&mut away).await;
        world.publish(&[("a", 1)]).await;
        assert_eq!(hint(&mut away).await, ("a".to_owned(), 1));
        let typing = Event::new("shop.typing.v1", "a", "typing", TenantId::default(), &ConfigChanged::default());
        world.publisher.hint(typing.clone().numbered(7));
        assert_eq!(hint(&mut away).await, ("a".to_owned(), 7));
        proxy.close();
        lagged(&mut away).await;
        lagged(&mut away).await;
        world.publish(&[("a", 2)]).await;
        proxy.open();
        lagged(&mut away).await;
        // Whoever was told reads the log; hints of what comes now are heard again.
        let heard = async {
            loop {
                let (_, sequence) = hint(&mut away).await;
                if sequence > 2 {
                    return sequence;
                }
            }
        };
        let telling = async {
            for number in 3.. {
                world.publish(&[("a", number)]).await;
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        };
        tokio::select! {
            heard = heard => assert!(heard > 2),
            () = telling => {}
        }
        // At home everything was heard directly, and once.
        let mut last = 0;
        while last < 3 {
            let (_, sequence) = hint(&mut at_home).await;
            assert_eq!(sequence, last + 1);
            last = sequence;
        }
    })
    .await;
}

/// Kill the broker as often as you like while this runs; it needs one of its own (`SWITCHBOARD_TEST_AMQP`), back within seconds.
#[tokio::test]
#[ignore = "needs a broker that may be killed"]
async fn kill_9_of_the_broker_loses_doubles_and_reorders_nothing() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let standby = World::new(place, None).await;
        world.start(Arc::new(WriteDown)).await;
        standby.start(Arc::new(WriteDown)).await;
        let started = Instant::now();
        let mut number = 0;
        while started.elapsed() < Duration::from_secs(80) {
            number += 1;
            world.publish_events(KEYS.iter().map(|key| event(key, number)).collect()).await;
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let expected: BTreeMap<String, Vec<i64>> = KEYS.iter().map(|key| ((*key).to_owned(), (1..=number).collect())).collect();
        world.until("everything once and in order", |sold| *sold == expected).await;
        println!("{} events of {} keys", number * 5, KEYS.len());
    })
    .await;
}

#[tokio::test]
async fn a_backlog_is_relayed_and_handled_in_order() {
    on(Place::servers(), async |place| {
        let world = World::new(place, None).await;
        let keys: Vec<String> = (0..100).map(|key| format!("k{key}")).collect();
        for number in 1..=50 {
            world.publish_events(keys.iter().map(|key| event(key, number)).collect()).await;
        }
        let started = Instant::now();
        world.start(Arc::new(WriteDown)).await;
        eventually("an empty outbox", async || world.rows("bus_outbox").await == 0).await;
        let relay = 5000.0 / started.elapsed().as_secs_f64();
        // Counted by the server, so that looking costs little beside what is measured.
        eventually("as many effects", async || world.effects().await == 5000).await;
        let handled = 5000.0 / started.elapsed().as_secs_f64();
        let expected: BTreeMap<String, Vec<i64>> = keys.iter().map(|key| (key.clone(), (1..=50).collect())).collect();
        assert_eq!(world.sold().await, expected);
        println!("relayed {relay:.0} events a second, handled {handled:.0}");
    })
    .await;
}
