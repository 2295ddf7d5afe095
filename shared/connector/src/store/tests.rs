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

/// Everything that is kept of an address, as one text.
async fn kept(store: &Store) -> String {
    let mut all = Vec::new();
    for (sql, bytes) in [
        ("SELECT body, CAST(COALESCE(query, '') AS TEXT) FROM webhook", true),
        ("SELECT event, media || provider_message_id || error_text || lane FROM send", true),
        ("SELECT payload, lane FROM thing", false),
        ("SELECT thing_id, outcome FROM customer_file", false),
        ("SELECT lane, tenant FROM repeated", false),
    ] {
        for row in store.db.query(sql, &[]).await.unwrap() {
            let first = if bytes { String::from_utf8_lossy(&row.get::<Vec<u8>>(0).unwrap()).into_owned() } else { row.get(0).unwrap() };
            all.push(format!("{first} {}", row.get::<String>(1).unwrap()));
        }
    }
    all.join("\n")
}

async fn forget(store: &Store, lane: &str) -> (Vec<(String, Ms, Ms)>, bool) {
    let mut tx = store.begin().await.unwrap();
    let (channel, identity) = lane.split_once(':').unwrap();
    Store::erase_requests(&mut tx, &tenant(), (channel, lane), Some(identity)).await.unwrap();
    let waiting = Store::drop_waiting(&mut tx, &tenant(), lane, 9).await.unwrap();
    Store::erase_lane(&mut tx, &tenant(), (lane, "c:")).await.unwrap();
    let busy = Store::is_under_way(&mut tx, &tenant(), lane).await.unwrap();
    tx.commit().await.unwrap();
    (waiting, busy)
}

#[tokio::test]
async fn of_whoever_was_erased_nothing_is_left_but_rows_that_count_and_others_lose_nothing() {
    everywhere(async |store| {
        let said = |words: &str| NewWebhook { raw: Raw { body: words.as_bytes().to_vec(), ..request("c").raw }, ..request("c") };
        store.store_webhooks(&[said("ana111 once"), said("ana111 again"), said("bob222"), said("broken ana111")], 1).await.unwrap();
        let places: Vec<_> = store.waiting_webhooks(9).await.unwrap().iter().map(|one| one.pos).collect();
        let of = |id: &str, lane: &str, place: usize| NewThing {
            arrived_at: "c".to_owned(),
            webhook: places[place],
            payload: format!("{{\"words\":\"{lane}\"}}"),
            ..thing(id, lane, 0)
        };
        let mut tx = store.begin().await.unwrap();
        Store::webhooks_done(&mut tx, &places).await.unwrap();
        let ended = NewThing { state: "DONE", kind: "STATUS", ..of("2", "c:ana111", 0) };
        let broken =
            NewThing { state: "REJECTED", kind: "ITEM", lane: String::new(), payload: "[\"ana111\"]".to_owned(), ..of("4", "", 3) };
        Store::add_things(&mut tx, &[of("1", "c:ana111", 0), ended, of("3", "c:bob222", 2), broken]).await.unwrap();
        Store::add_repeated(&mut tx, &[of("1", "c:ana111", 1)]).await.unwrap();
        for (id, lane) in [("a", "c:ana111"), ("b", "c:bob222")] {
            let event = OutboundEvent { id: id.to_owned(), body_json: lane.as_bytes().to_vec(), ..OutboundEvent::default() };
            Store::add_send(&mut tx, &tenant(), &event, lane, 1).await.unwrap();
        }
        let send = Store::pending_of(&mut tx, &tenant(), "c:ana111").await.unwrap().remove(0);
        let ended = Ended { state: "FAILED", error_text: "ana111 is nobody".to_owned(), ..Ended::default() };
        Store::end_send(&mut tx, &send, &ended, 2).await.unwrap();
        tx.commit().await.unwrap();
        store.note_fetch(&tenant(), ("1", 0), &Fetch { tries: 1, attached: None }, 5).await.unwrap();

        assert_eq!(forget(store, "c:ana111").await, (vec![("1".to_owned(), 0, 0)], false), "what waited for ccm is told of");
        let left = kept(store).await;
        assert!(!left.contains("ana111"), "{left}");
        assert_eq!(left.matches("bob222").count(), 5, "{left}");
        assert_eq!(store.open_things(9, 9).await.unwrap().len(), 1);
        let count =
            store.db.query_one("SELECT (SELECT COUNT(*) FROM webhook), (SELECT COUNT(*) FROM thing), (SELECT COUNT(*) FROM send)", &[]);
        let row = count.await.unwrap().unwrap();
        assert_eq!([0, 1, 2].map(|column| row.get::<i64>(column).unwrap()), [4, 4, 2]);
        assert!(!store.replay(&tenant(), "1", 9).await.unwrap(), "there is nothing left of it to hand on");
        assert_eq!(forget(store, "c:ana111").await, (Vec::new(), false), "a second time");
    })
    .await;
}

#[tokio::test]
async fn an_address_is_not_let_go_while_a_message_to_it_is_being_sent() {
    everywhere(async |store| {
        let event = OutboundEvent { id: "a".to_owned(), ..OutboundEvent::default() };
        let mut tx = store.begin().await.unwrap();
        Store::add_send(&mut tx, &tenant(), &event, "c:ana111", 1).await.unwrap();
        tx.commit().await.unwrap();
        let send = store.due_sends(1, 9).await.unwrap().remove(0);
        assert!(store.begin_attempt(&send, 1, 100).await.unwrap());
        assert!(forget(store, "c:ana111").await.1);
        let mut tx = store.begin().await.unwrap();
        assert!(Store::end_send(&mut tx, &send, &Ended { state: "SENT", ..Ended::default() }, 2).await.unwrap());
        tx.commit().await.unwrap();
        assert!(!forget(store, "c:ana111").await.1);
    })
    .await;
}

#[tokio::test]
async fn how_a_channel_does_is_known_after_a_restart_and_of_every_process() {
    everywhere(async |store| {
        let seen = |text: &str| serde_json::from_str::<crate::health::Seen>(text).unwrap();
        let one = (tenant(), "c".to_owned(), seen(r#"{"unbelieved": 2, "unbelieved_at": 5, "unbelieved_why": "wrong"}"#));
        let other =
            (tenant(), "c".to_owned(), seen(r#"{"heard_at": 3, "unbelieved": 1, "unbelieved_at": 4, "unbelieved_why": "missing"}"#));
        store.add_seen(&[one], 6).await.unwrap();
        store.add_seen(&[other], 7).await.unwrap();
        let shown = store.seen(&tenant(), "c").await.unwrap().shown();
        assert_eq!((shown["state"].as_str(), shown["refusedWebhooks"].as_i64()), (Some("yellow"), Some(3)));
        assert_eq!(shown["lastRefusedWebhookReason"], "wrong");
        assert_eq!(store.seen(&TenantId::new("b"), "c").await.unwrap().shown()["state"], "grey");
    })
    .await;
}
