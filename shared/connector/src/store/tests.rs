//! The store's contract, on every engine.

use std::collections::BTreeSet;
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

async fn add(store: &Store, things: &[NewThing]) {
    let mut batch = Batch::default();
    Store::add_things(&mut batch, things);
    assert!(store.write(batch).await.unwrap());
}

/// What waits while nobody is busy.
async fn open(store: &Store, now: Ms) -> Vec<Thing> {
    store.open_things(now, &BTreeSet::new(), 100).await.unwrap()
}

fn names(things: &[Thing]) -> Vec<String> {
    things.iter().map(|thing| thing.id.clone()).collect()
}

#[tokio::test]
async fn a_request_is_taken_apart_once_whoever_comes_second() {
    everywhere(async |store| {
        store.store_webhooks(&[request("c"), request("c")], 5).await.unwrap();
        let waiting = store.waiting_webhooks(10).await.unwrap();
        assert_eq!(waiting.iter().map(|one| one.raw.body.len()).collect::<Vec<_>>(), [9, 9]);
        assert!(!store.is_settled(&tenant(), "c").await.unwrap());
        let places: Vec<_> = waiting.iter().map(|one| one.pos).collect();
        let take = async |places: &[i64], thing: NewThing| {
            let mut batch = Batch::default();
            Store::webhooks_done(&mut batch, places);
            Store::add_things(&mut batch, &[thing]);
            store.write(batch).await.unwrap()
        };
        assert!(take(&places[..1], thing("1", "ana", 0)).await);
        assert!(!take(&places, thing("2", "ana", 0)).await, "one of them was taken apart before");
        assert!(take(&places[1..], thing("3", "ana", 0)).await);
        assert_eq!(names(&open(store, 5).await), ["1", "3"]);
        assert!(store.is_settled(&tenant(), "c").await.unwrap());
    })
    .await;
}

#[tokio::test]
async fn a_key_is_taken_once_for_each_tenant_and_channel() {
    everywhere(async |store| {
        let keys = |keys: &[(&str, &str)]| -> BTreeSet<Key> {
            keys.iter().map(|(tenant, key)| (TenantId::new(*tenant), "c".to_owned(), (*key).to_owned())).collect()
        };
        let take = async |keys: &BTreeSet<Key>| {
            let mut batch = Batch::default();
            Store::take_keys(&mut batch, keys, 1);
            store.write(batch).await.unwrap()
        };
        let (first, again) = (keys(&[("a", "1"), ("a", "2")]), keys(&[("a", "2"), ("a", "3"), ("b", "2")]));
        assert!(store.taken_keys(&first).await.unwrap().is_empty());
        assert!(take(&first).await);
        assert_eq!(store.taken_keys(&again).await.unwrap(), keys(&[("a", "2")]));
        assert!(!take(&again).await, "one of them was taken meanwhile");
        assert!(take(&keys(&[("a", "3"), ("b", "2")])).await);
        assert_eq!(store.taken_keys(&again).await.unwrap(), again);
    })
    .await;
}

#[tokio::test]
async fn a_lane_waits_as_a_whole_for_the_thing_that_has_to() {
    everywhere(async |store| {
        add(store, &[thing("1", "ana", 0), thing("2", "ana", 0), thing("3", "bob", 0)]).await;
        let waiting = open(store, 10).await;
        assert_eq!(waiting.len(), 3);
        store.hand(&[Handed::Later { pos: waiting[0].pos, due_at: 50 }], 10).await.unwrap();
        assert_eq!(names(&open(store, 10).await), ["3"]);
        assert_eq!(names(&open(store, 50).await), ["1", "2", "3"]);
        store.hand(&[Handed::Rejected { pos: waiting[0].pos, reason: "NO_CHANNEL".to_owned() }], 60).await.unwrap();
        assert!(store.replay(&tenant(), "1", 70).await.unwrap());
        assert!(!store.replay(&TenantId::new("b"), "1", 70).await.unwrap());
        assert_eq!(open(store, 70).await.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn what_waits_behind_busy_lanes_is_found_however_much_they_have() {
    everywhere(async |store| {
        let mut things: Vec<_> = (0..40).map(|number| thing(&number.to_string(), "ana", 0)).collect();
        things.extend([thing("x", "bob", 0), thing("y", "cid", 0), thing("z", "bob", 0)]);
        add(store, &things).await;
        let found = async |busy: &[&str]| {
            let busy = busy.iter().map(|lane| (*lane).to_owned()).collect();
            names(&store.open_things(10, &busy, 10).await.unwrap())
        };
        assert_eq!(found(&["ana"]).await, ["x", "y", "z"]);
        assert_eq!(found(&["ana", "bob"]).await, ["y"]);
        let mut many: Vec<String> = (0..20).map(|number| format!("somebody {number}")).collect();
        many.push("ana".to_owned());
        assert_eq!(found(&many.iter().map(String::as_str).collect::<Vec<_>>()).await, ["x", "y", "z"]);
        assert_eq!(found(&[]).await.len(), 10, "no more than were asked for");
    })
    .await;
}

#[tokio::test]
async fn what_was_handed_on_together_has_each_its_own_place_in_the_log() {
    everywhere(async |store| {
        let things: Vec<_> =
            (0..250).map(|number| NewThing { arrived_at: "c".to_owned(), ..thing(&number.to_string(), "ana", 0) }).collect();
        add(store, &things).await;
        let done = |thing: &Thing| Handed::Done { pos: thing.pos, conversation_id: format!("talk {}", thing.id), seq: thing.pos + 1 };
        let waiting = store.open_things(10, &BTreeSet::new(), 250).await.unwrap();
        let mut handed: Vec<_> = waiting[..249].iter().map(done).collect();
        handed.push(Handed::Rejected { pos: waiting[249].pos, reason: "GONE".to_owned() });
        store.hand(&handed, 10).await.unwrap();
        assert!(open(store, 10).await.is_empty());
        let kept = store.things_at(&tenant(), "c", 0, 500).await.unwrap();
        for thing in &kept[..249] {
            assert_eq!((thing.state.as_str(), &thing.conversation_id, thing.seq), ("DONE", &format!("talk {}", thing.id), thing.pos + 1));
        }
        assert_eq!((kept[249].state.as_str(), kept[249].reason.as_str()), ("REJECTED", "GONE"));
    })
    .await;
}

#[tokio::test]
async fn what_came_to_a_channel_is_read_from_either_end() {
    everywhere(async |store| {
        let at = |id: &str, arrived_at: &str| NewThing { arrived_at: arrived_at.to_owned(), ..thing(id, "ana", 0) };
        add(store, &[at("1", "c"), at("2", "c"), at("3", "d"), at("4", "c")]).await;
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
        let ended = NewThing { state: "REJECTED", stored_at: 1, ..thing("2", "bob", 0) };
        add(store, &[thing("1", "ana", 0), ended]).await;
        store.store_webhooks(&[request("c")], 1).await.unwrap();
        let days = std::time::Duration::from_hours(14 * 24);
        let config = Config { keep: days, ..Config::sample() };
        store.prune(Clock::System.now(), &config).await.unwrap();
        assert_eq!(open(store, 1).await.len(), 1);
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
        let mut batch = Batch::default();
        Store::webhooks_done(&mut batch, &places);
        let ended = NewThing { state: "DONE", kind: "STATUS", ..of("2", "c:ana111", 0) };
        let broken =
            NewThing { state: "REJECTED", kind: "ITEM", lane: String::new(), payload: "[\"ana111\"]".to_owned(), ..of("4", "", 3) };
        Store::add_things(&mut batch, &[of("1", "c:ana111", 0), ended, of("3", "c:bob222", 2), broken]);
        Store::add_repeated(&mut batch, &[of("1", "c:ana111", 1)]);
        assert!(store.write(batch).await.unwrap());
        let mut tx = store.begin().await.unwrap();
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
        assert_eq!(open(store, 9).await.len(), 1);
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
