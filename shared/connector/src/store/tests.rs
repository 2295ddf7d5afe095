//! The store's contract, on every engine.

use std::net::TcpStream;

use contracts::ccm::OutboundEvent;
use db::{Durability, Location};
use http::{HeaderMap, Method};
use ids::{Clock, TenantId};
use tempfile::TempDir;

use super::*;
use crate::outgoing::Attached;
use crate::provider::Raw;

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// Runs the test on a file, and in a schema of a server where there is one.
async fn everywhere(test: impl AsyncFn(&Store)) {
    let folder = TempDir::new().unwrap();
    let mut places = vec![Location::File(folder.path().join("connector.sqlite"))];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        places.push(Location::Schema { url: SERVER.to_owned(), schema: format!("connector_{}", ids::new_id().replace('-', "")) });
    }
    for place in places {
        let db = Db::new(&place, Durability::Lazy).unwrap();
        db.migrate(&migrations().and(bus::migrations())).await.unwrap();
        test(&Store::new(db.clone())).await;
        if let Location::Schema { schema, .. } = &place {
            let mut tx = db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        db.close().await;
    }
}

fn tenant() -> TenantId {
    TenantId::new("a")
}

fn request(channel: &str) -> NewWebhook {
    let raw = Raw { method: Method::POST, rest: String::new(), query: None, headers: HeaderMap::new(), body: b"{\"x\":\"\0\"}".to_vec() };
    NewWebhook { tenant: tenant(), channel_id: channel.to_owned(), raw, received_at: 1 }
}

fn thing(id: &str, lane: &str, due_at: Ms) -> NewThing {
    NewThing {
        tenant: tenant(),
        id: id.to_owned(),
        kind: "EVENT",
        lane: lane.to_owned(),
        state: "OPEN",
        payload: "{}".to_owned(),
        due_at,
        ..NewThing::default()
    }
}

#[tokio::test]
async fn a_request_is_taken_apart_once_whoever_comes_second() {
    everywhere(async |store| {
        store.store_webhooks(&[request("c"), request("c")], 5).await.unwrap();
        let waiting = store.waiting_webhooks(10).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.raw.body.len()).collect::<Vec<_>>(), [9, 9]);
        assert!(!store.is_settled(&tenant(), "c").await.unwrap());
        let places: Vec<_> = waiting.iter().map(|one| one.pos).collect();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(Store::webhooks_done(&mut tx, &places).await.unwrap(), 2);
        tx.commit().await.unwrap();
        let mut tx = store.begin().await.unwrap();
        assert_eq!(Store::webhooks_done(&mut tx, &places).await.unwrap(), 0);
        drop(tx);
        assert!(store.is_settled(&tenant(), "c").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_key_is_taken_once_for_each_tenant_and_channel() {
    everywhere(async |store| {
        let key = |tenant: &str, key: &str| (TenantId::new(tenant), "c".to_owned(), key.to_owned());
        let mut tx = store.begin().await.unwrap();
        assert_eq!(Store::take_keys(&mut tx, &[key("a", "1"), key("a", "2")], 1).await.unwrap().len(), 2);
        let again = Store::take_keys(&mut tx, &[key("a", "2"), key("a", "3"), key("b", "2")], 2).await.unwrap();
        assert_eq!(again.iter().map(|(tenant, _, key)| format!("{tenant}{key}")).collect::<Vec<_>>(), ["a3", "b2"]);
        tx.commit().await.unwrap();
    })
    .await;
}

#[tokio::test]
async fn a_lane_waits_as_a_whole_for_the_thing_that_has_to() {
    everywhere(async |store| {
        let mut tx = store.begin().await.unwrap();
        Store::add_things(&mut tx, &[thing("1", "ana", 0), thing("2", "ana", 0), thing("3", "bob", 0)]).await.unwrap();
        tx.commit().await.unwrap();
        let open = store.open_things(10, 100).await.unwrap();
        assert_eq!(open.len(), 3);
        store.hand(&[Handed::Later { pos: open[0].pos, due_at: 50 }], 10).await.unwrap();
        let names = |things: Vec<Thing>| things.into_iter().map(|thing| thing.id).collect::<Vec<_>>();
        assert_eq!(names(store.open_things(10, 100).await.unwrap()), ["3"]);
        assert_eq!(names(store.open_things(50, 100).await.unwrap()), ["1", "2", "3"]);
        store.hand(&[Handed::Rejected { pos: open[0].pos, reason: "NO_CHANNEL".to_owned() }], 60).await.unwrap();
        assert!(store.replay(&tenant(), "1", 70).await.unwrap());
        assert!(!store.replay(&TenantId::new("b"), "1", 70).await.unwrap());
        assert_eq!(store.open_things(70, 100).await.unwrap().len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_came_to_a_channel_is_read_from_either_end() {
    everywhere(async |store| {
        let at = |id: &str, arrived_at: &str| NewThing { arrived_at: arrived_at.to_owned(), ..thing(id, "ana", 0) };
        let mut tx = store.begin().await.unwrap();
        Store::add_things(&mut tx, &[at("1", "c"), at("2", "c"), at("3", "d"), at("4", "c")]).await.unwrap();
        tx.commit().await.unwrap();
        let names = |things: &[Thing]| things.iter().map(|thing| thing.id.clone()).collect::<Vec<_>>();
        let oldest = store.things_at(&tenant(), "c", 0, 2).await.unwrap();
        assert_eq!(names(&oldest), ["1", "2"]);
        let newest = store.things_before(&tenant(), "c", i64::MAX, 2).await.unwrap();
        assert_eq!(names(&newest), ["4", "2"]);
        assert_eq!(names(&store.things_before(&tenant(), "c", newest[1].pos, 2).await.unwrap()), ["1"]);
        assert!(store.things_before(&TenantId::new("b"), "c", i64::MAX, 2).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_message_is_begun_by_one_and_the_next_of_its_customer_waits_for_its_end() {
    everywhere(async |store| {
        let add = async |id: &str, lane: &str| {
            let event = OutboundEvent { id: id.to_owned(), channel_id: "c".to_owned(), ..OutboundEvent::default() };
            let mut tx = store.begin().await.unwrap();
            Store::add_send(&mut tx, &tenant(), &event, lane, 1).await.unwrap();
            tx.commit().await.unwrap();
        };
        for (id, lane) in [("1", "ana"), ("2", "ana"), ("3", "bob"), ("1", "ana")] {
            add(id, lane).await;
        }
        let due = store.due_sends(1, 10).await.unwrap();
        let mut first: Vec<_> = due.iter().map(|send| send.event.id.clone()).collect();
        first.sort();
        assert_eq!(first, ["1", "3"]);
        let one = due.iter().find(|send| send.event.id == "1").unwrap();
        assert!(store.begin_attempt(one, 2, 100).await.unwrap());
        assert!(!store.begin_attempt(one, 2, 100).await.unwrap(), "somebody is at it");
        assert!(store.abandoned(99).await.unwrap().is_empty());
        assert_eq!(store.abandoned(100).await.unwrap().len(), 1);
        assert!(store.due_sends(2, 10).await.unwrap().iter().all(|send| send.event.id != "2"));
        let ended = Ended { state: "UNKNOWN", ..Ended::default() };
        let mut tx = store.begin().await.unwrap();
        assert!(Store::end_send(&mut tx, one, &ended, 3).await.unwrap());
        assert!(!Store::end_send(&mut tx, one, &ended, 3).await.unwrap(), "it has ended");
        tx.commit().await.unwrap();
        assert!(store.due_sends(3, 10).await.unwrap().iter().any(|send| send.event.id == "2"));
    })
    .await;
}

#[tokio::test]
async fn what_became_of_a_file_is_known_the_next_time_its_message_is_handed_on() {
    everywhere(async |store| {
        assert!(store.fetches(&tenant(), "1").await.unwrap().is_empty());
        store.note_fetch(&tenant(), ("1", 1), &Fetch { tries: 1, attached: None }, 5).await.unwrap();
        let missing = Attached::Missing("picture could not be fetched: it is gone".to_owned());
        store.note_fetch(&tenant(), ("1", 1), &Fetch { tries: 2, attached: Some(missing.clone()) }, 6).await.unwrap();
        let known = store.fetches(&tenant(), "1").await.unwrap();
        assert!(known[0].is_none());
        let second = known[1].clone().unwrap();
        assert_eq!((second.tries, second.attached), (2, Some(missing)));
        assert!(store.fetches(&TenantId::new("b"), "1").await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test]
async fn a_file_is_brought_to_its_provider_once_however_often_its_message_is_put_off() {
    everywhere(async |store| {
        let event = OutboundEvent { id: "1".to_owned(), channel_id: "c".to_owned(), ..OutboundEvent::default() };
        let mut tx = store.begin().await.unwrap();
        Store::add_send(&mut tx, &tenant(), &event, "ana", 1).await.unwrap();
        tx.commit().await.unwrap();
        let send = store.due_sends(1, 10).await.unwrap().remove(0);
        assert_eq!((send.media.as_str(), send.attempts), ("", 0));
        store.deposited(&send, "media-7").await.unwrap();
        store.put_off(&send, 2, 50).await.unwrap();
        assert!(store.due_sends(49, 10).await.unwrap().is_empty());
        let send = store.due_sends(50, 10).await.unwrap().remove(0);
        assert_eq!((send.media.as_str(), send.attempts), ("media-7", 1));
    })
    .await;
}

#[tokio::test]
async fn what_is_open_is_never_pruned() {
    everywhere(async |store| {
        let mut tx = store.begin().await.unwrap();
        let ended = NewThing { state: "REJECTED", stored_at: 1, ..thing("2", "bob", 0) };
        Store::add_things(&mut tx, &[thing("1", "ana", 0), ended]).await.unwrap();
        tx.commit().await.unwrap();
        store.store_webhooks(&[request("c")], 1).await.unwrap();
        let days = std::time::Duration::from_hours(14 * 24);
        let config = Config { keep: days, ..Config::sample() };
        store.prune(Clock::System.now(), &config).await.unwrap();
        assert_eq!(store.open_things(1, 10).await.unwrap().len(), 1);
        assert!(!store.replay(&tenant(), "2", 1).await.unwrap(), "what was rejected long ago is gone");
        assert_eq!(store.waiting_webhooks(10).await.unwrap().len(), 1);
    })
    .await;
}
