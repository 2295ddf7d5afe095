//! The log's promises (M1–M3 of the messaging design), on every engine, with one and with two writers.

mod checker;
mod histories;
mod places;

use std::collections::BTreeSet;

use contracts::conversation_manager::{ActivityEvent, EndConversation, MergeData, Pause, Resume, SessionEnded, TaskChange, change::Kind};
use futures::future::join_all;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, TestRunner};
use prost::Message as _;

use self::checker::Moment;
pub(crate) use self::places::{Place, Replica, everywhere, said, session_started, tenant};
use crate::error::Error;
use crate::store::{Key, Page, View};

/// M1, M3 and the customers' chain of one log; answers its length.
async fn check(place: &Place, key: &Key) -> i64 {
    let moment = Moment::of(place, key).await;
    assert_eq!(moment.faults(), Vec::<String>::new(), "{moment:#?}");
    i64::try_from(moment.log.len()).unwrap()
}

fn task(state: &str, task: &str) -> Kind {
    let change = TaskChange {
        name: "TASK_STATE_CHANGED".to_owned(),
        state: state.to_owned(),
        task_id: task.to_owned(),
        agent_id: "agent".to_owned(),
        ..TaskChange::default()
    };
    Kind::TaskChange(change)
}

/// The `n`th change of a mixture in which some are refused and some make no rows.
fn mixed(kind: usize, n: usize) -> Kind {
    match kind {
        0 => session_started(if n.is_multiple_of(3) { "web" } else { "sms" }),
        1 => Kind::SessionEnded(SessionEnded { session_id: "sms".to_owned(), reason_code: "CUSTOMER".to_owned() }),
        2 => task(["ACTIVE", "WRAP_UP", "CLOSED"][n % 3], "task"),
        3 => Kind::Pause(Pause { agent_id: "agent".to_owned(), duration_ms: 1000 }),
        4 => Kind::Resume(Resume::default()),
        5 => Kind::MergeData(MergeData { data_json: format!("{{\"n\": {n}}}").into_bytes() }),
        _ => said(&format!("m{n}"), &format!("text {n}")),
    }
}

#[tokio::test]
async fn m1_a_log_counts_from_one_without_gaps_and_keeps_the_hashes_of_its_bodies() {
    everywhere(async |place| {
        let replica = place.replica();
        let keys = join_all(["a", "b", "c", "d"].map(|customer| replica.live(customer))).await;
        let sends = (0..200).map(|n| {
            let (replica, key) = (&replica, &keys[n % 4]);
            async move { replica.append(key, &format!("r{n}"), mixed(n / 4 % 9, n)).await.is_ok_and(|answer| !answer.duplicate) }
        });
        let written = join_all(sends).await.into_iter().filter(|written| *written).count();
        let mut requests = 0;
        for key in &keys {
            check(place, key).await;
            requests += place.log(key).await.iter().filter(|row| row.request_id.is_some()).count();
        }
        assert_eq!(requests, written + keys.len(), "every accepted change once, nothing else");
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn m1_an_erased_body_leaves_its_number_and_its_hash() {
    everywhere(async |place| {
        let replica = place.replica();
        let (key, other) = (replica.live("a").await, replica.live("b").await);
        for key in [&key, &other] {
            replica.append(key, "r1", said("m1", "my secret")).await.unwrap();
        }
        let before = place.log(&key).await;
        let erased = replica.store.erase(&key).await.unwrap();
        assert_eq!(usize::try_from(erased).unwrap(), before.len());
        assert_eq!(replica.store.erase(&key).await.unwrap(), 0);
        replica.append(&key, "r2", said("m2", "later")).await.unwrap();
        let after = place.log(&key).await;
        for (old, new) in before.iter().zip(&after) {
            assert_eq!((old.seq, &old.hash, &new.body), (new.seq, &new.hash, &None));
        }
        assert_eq!(after.len(), before.len() + 1);
        check(place, &key).await;
        let page = Page { view: View::Agent, after: 0, before: 0, limit: 100 };
        let (read, _) = replica.store.read(&key, page).await.unwrap();
        assert!(read.iter().rev().skip(1).all(|row| row.erased && row.body_json.is_empty()));
        assert!(place.log(&other).await.iter().all(|row| row.body.is_some()));
        assert!(replica.append(&key, "r1", said("m1", "my secret")).await.unwrap().duplicate);
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn m2_a_request_id_gives_one_number_at_once_and_after_a_restart() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        let answers = join_all((0..30).map(|_| replica.append(&key, "once", said("m", "hello")))).await;
        let answers: Vec<_> = answers.into_iter().map(Result::unwrap).collect();
        assert_eq!(answers.iter().filter(|answer| !answer.duplicate).count(), 1);
        let seq = answers[0].seq;
        assert!(answers.iter().all(|answer| answer.seq == seq));
        replica.append(&key, "next", said("m2", "more")).await.unwrap();
        replica.stop().await;
        let replica = place.replica();
        let again = replica.append(&key, "once", said("m", "another text")).await.unwrap();
        assert_eq!((again.seq, again.duplicate), (seq, true));
        // The same id in another conversation is another request.
        let other = replica.live("b").await;
        assert!(!replica.append(&other, "once", said("m", "hello")).await.unwrap().duplicate);
        assert_eq!(check(place, &key).await, seq + 1);
        replica.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn m2_a_request_id_gives_one_number_through_two_replicas_at_once() {
    everywhere(async |place| {
        let replicas = [place.replica(), place.replica()];
        let key = replicas[0].live("a").await;
        for round in 0..20 {
            let id = format!("r{round}");
            let sends = (0..6).map(|n| replicas[n % 2].insist(&key, &id, said(&id, "hello")));
            let answers: Vec<_> = join_all(sends).await.into_iter().map(Result::unwrap).collect();
            assert_eq!(answers.iter().filter(|answer| !answer.duplicate).count(), 1);
            assert_eq!(answers.iter().map(|answer| answer.seq).collect::<BTreeSet<_>>().len(), 1);
        }
        check(place, &key).await;
        join_all(replicas.map(Replica::stop)).await;
    })
    .await;
}

#[tokio::test]
async fn m3_a_batch_that_cannot_be_written_leaves_neither_rows_nor_events() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        for (round, table) in ["bus_outbox", "activity", "open_conversation"].into_iter().enumerate() {
            let before = check(place, &key).await;
            place.run(format!("ALTER TABLE {table} RENAME TO away")).await;
            let id = format!("x{round}");
            if table == "open_conversation" {
                // Closing needs the table; what is in the same batch shares its fate.
                let (said, ended) =
                    (replica.append(&key, &id, said(&id, "lost")), replica.append(&key, "end", Kind::EndConversation(EndConversation {})));
                let (said, ended) = futures::join!(said, ended);
                assert!(matches!((said, ended), (Err(Error::Unavailable), Err(Error::Unavailable))));
            } else {
                let ids = [id.clone(), format!("{id}-2"), format!("{id}-3")];
                let sends = ids.iter().map(|id| replica.append(&key, id, said(id, "lost")));
                assert!(join_all(sends).await.iter().all(|answer| matches!(answer, Err(Error::Unavailable))), "{table}");
            }
            place.run(format!("ALTER TABLE away RENAME TO {table}")).await;
            assert_eq!(check(place, &key).await, before, "{table}");
            let answer = replica.append(&key, &id, said(&id, "found")).await.unwrap();
            assert_eq!((answer.seq, answer.duplicate), (before + 1, false), "{table}");
        }
        assert_eq!(place.count("activity").await, place.count("bus_outbox").await);
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn a_long_body_is_in_the_log_and_not_in_the_event() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        let long = said("long", &"x".repeat(runtime::log::SHORT));
        replica.append(&key, "long", long).await.unwrap();
        replica.append(&key, "short", said("short", "hello")).await.unwrap();
        let (log, outbox) = (place.log(&key).await, place.outbox(&key).await);
        let (rows, events) = (&log[log.len() - 2..], &outbox[outbox.len() - 2..]);
        let event = |index: usize| ActivityEvent::decode(events[index].payload.as_slice()).unwrap();
        let size = rows[0].body.as_ref().map(Vec::len).unwrap();
        assert!(size > runtime::log::SHORT);
        assert_eq!(event(0).body_left_out, i64::try_from(size).unwrap());
        assert!(event(0).activity.unwrap().body_json.is_empty());
        assert_eq!((event(1).body_left_out, event(1).activity.map(|row| row.body_json)), (0, rows[1].body.clone()));
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn customers_rows_form_a_linked_list_that_leaves_nothing_of_theirs_out() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        for n in 0..60 {
            drop(replica.append(&key, &format!("r{n}"), mixed(n % 9, n / 2)).await);
        }
        check(place, &key).await;
        let (mut seen, mut after) = (Vec::new(), 0);
        loop {
            let (rows, more) = replica.store.read(&key, Page { view: View::Customer, after, before: 0, limit: 7 }).await.unwrap();
            for row in rows {
                assert_eq!(row.prev, after);
                after = row.seq;
                seen.push(row.seq);
            }
            if !more {
                break;
            }
        }
        let expected: Vec<_> = place.log(&key).await.iter().filter(|row| row.for_customers).map(|row| row.seq).collect();
        assert_eq!(seen, expected);
        assert!(seen.len() < place.log(&key).await.len(), "some rows are not theirs");
        assert_eq!(replica.store.head(&key).await.unwrap().unwrap().last_customer_seq, after);
        replica.stop().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_order_of_a_senders_awaited_sends_is_the_order_of_their_numbers() {
    everywhere(async |place| {
        let replicas = [place.replica(), place.replica()];
        let key = replicas[0].live("a").await;
        let senders = (0..6).map(|sender| {
            let (replicas, key) = (&replicas, &key);
            async move {
                let mut last = 0;
                for n in 0..12 {
                    let id = format!("s{sender}-{n}");
                    let answer = replicas[(sender + n) % 2].insist(key, &id, said(&id, "hello")).await.unwrap();
                    assert!(!answer.duplicate && answer.seq > last, "{id} has {answer:?} after {last}");
                    last = answer.seq;
                }
            }
        });
        join_all(senders).await;
        let first = place.log(&key).await.len() - 6 * 12;
        assert_eq!(check(place, &key).await, i64::try_from(first + 72).unwrap());
        join_all(replicas.map(Replica::stop)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fifty_opens_at_once_make_one_conversation() {
    everywhere(async |place| {
        let replicas = [place.replica(), place.replica()];
        let opens = (0..50).map(|n| replicas[n % 2].appender.open(tenant(), "customer".to_owned()));
        let opened: Vec<_> = join_all(opens).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(opened.iter().filter(|one| one.created).count(), 1);
        assert_eq!(opened.iter().map(|one| &one.conversation_id).collect::<BTreeSet<_>>().len(), 1);
        assert_eq!((place.count("conversation").await, place.count("open_conversation").await), (1, 1));
        // Once it has ended, the next open makes another one, and one only.
        let key = replicas[0].open("customer").await;
        replicas[1].append(&key, "end", Kind::EndConversation(EndConversation {})).await.unwrap();
        let opens = (0..50).map(|n| replicas[n % 2].open("customer"));
        let opened: BTreeSet<_> = join_all(opens).await.into_iter().collect();
        assert_eq!((opened.len(), opened.contains(&key)), (1, false));
        assert_eq!((place.count("conversation").await, place.count("open_conversation").await), (2, 1));
        join_all(replicas.map(Replica::stop)).await;
    })
    .await;
}

#[tokio::test]
async fn a_replica_believes_no_head_that_another_one_has_changed() {
    everywhere(async |place| {
        let [first, second] = [place.replica(), place.replica()];
        let key = first.open("a").await;
        let data = || Kind::MergeData(MergeData { data_json: b"{}".to_vec() });
        second.append(&key, "d1", data()).await.unwrap();
        // The second replica's head has no session.
        first.append(&key, "web", session_started("web")).await.unwrap();
        second.append(&key, "m1", said("m1", "hello")).await.unwrap();
        // It knows neither agent nor pause: a resume that seems to have nothing to do has.
        first.append(&key, "t1", task("ACTIVE", "task")).await.unwrap();
        first.append(&key, "p1", Kind::Pause(Pause { agent_id: "agent".to_owned(), duration_ms: 1000 })).await.unwrap();
        assert!(!second.append(&key, "p2", Kind::Resume(Resume::default())).await.unwrap().duplicate);
        // The first one has a conversation that is over.
        first.append(&key, "d2", data()).await.unwrap();
        second.append(&key, "end", Kind::EndConversation(EndConversation {})).await.unwrap();
        assert!(matches!(first.append(&key, "m2", said("m2", "late")).await, Err(Error::Closed(_))));
        check(place, &key).await;
        join_all([first, second].map(Replica::stop)).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_replicas_that_write_the_same_conversations_never_stop_one_another() {
    everywhere(async |place| {
        let replicas = [place.replica(), place.replica()];
        for round in 0..6 {
            // One replica takes the customers in one order, the other one in the opposite order.
            let customers: Vec<_> = (0..24).map(|n| format!("c{round}-{n}")).collect();
            let both = customers
                .iter()
                .map(|customer| (&replicas[0], customer))
                .chain(customers.iter().rev().map(|customer| (&replicas[1], customer)));
            let both: Vec<_> = both.collect();
            let keys = join_all(both.iter().map(|(replica, customer)| replica.open(customer))).await;
            let starts = both.iter().zip(&keys).map(|((replica, _), key)| replica.insist(key, "web", session_started("web")));
            for answer in join_all(starts).await {
                answer.unwrap();
            }
            for n in 0..8 {
                let says = both.iter().zip(&keys).enumerate().map(|(index, ((replica, _), key))| {
                    let id = format!("{n}:{index}");
                    async move { replica.insist(key, &id, said(&id, "hello")).await }
                });
                for answer in join_all(says).await {
                    answer.unwrap();
                }
            }
        }
        assert_eq!(place.count("conversation").await, 6 * 24);
        assert_eq!(place.count("activity").await, place.count("bus_outbox").await);
        join_all(replicas.map(Replica::stop)).await;
    })
    .await;
}

#[tokio::test]
async fn text_that_no_store_takes_is_refused_and_harms_nobody_else() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        let odd = Key { tenant: tenant(), id: "x\0y".to_owned() };
        let good = join_all((0..10).map(|n| {
            let id = format!("r{n}");
            let (replica, key) = (&replica, &key);
            async move { replica.append(key, &id, said(&id, "hello")).await }
        }));
        let bad = join_all([
            replica.append(&key, "a\0b", said("m", "hello")),
            replica.append(&odd, "r", said("m", "hello")),
            replica.append(&key, "s", said("a\0b", "hello")),
        ]);
        let (good, bad, opened) = futures::join!(good, bad, replica.appender.open(tenant(), "a\0b".to_owned()));
        for answer in good {
            answer.unwrap();
        }
        assert!(bad.iter().all(|answer| matches!(answer, Err(Error::Malformed { .. }))), "{bad:?}");
        assert!(matches!(opened, Err(Error::Malformed { .. })), "{opened:?}");
        // In a body it is only an escape.
        replica.append(&key, "nul", said("nul", "a\0b")).await.unwrap();
        assert_eq!(check(place, &key).await, place.count("activity").await);
        replica.stop().await;
    })
    .await;
}

#[tokio::test]
async fn what_is_too_large_or_has_no_id_is_refused_before_it_is_queued() {
    everywhere(async |place| {
        let replica = place.replica();
        let key = replica.live("a").await;
        let before = check(place, &key).await;
        let large = "x".repeat(65_536);
        assert!(matches!(replica.append(&key, "r", said("m", &large)).await, Err(Error::TooLarge { .. })));
        for id in [String::new(), "x".repeat(129)] {
            assert!(matches!(replica.append(&key, &id, said("m", "hello")).await, Err(Error::Malformed { .. })));
        }
        let nowhere = Key { tenant: ids::TenantId::new("b"), id: key.id.clone() };
        assert!(matches!(replica.append(&nowhere, "r", said("m", "hello")).await, Err(Error::NoConversation(_))));
        assert_eq!(check(place, &key).await, before);
        replica.stop().await;
    })
    .await;
}

/// One plan: customer, kind of change, replica; the next number makes ids, some of them twice.
type Step = (usize, usize, usize, usize);

async fn carry_out(place: &Place, plan: &[Step], name: &str) {
    let replicas = [place.replica(), place.replica()];
    let sends = plan.iter().map(|(customer, kind, replica, number)| {
        let replica = &replicas[*replica];
        async move {
            let key = replica.open(&format!("{name}-{customer}")).await;
            let change = mixed(*kind, *number);
            let id = format!("{kind}:{number}");
            let answer = replica.insist(&key, &id, change).await;
            (key, id, answer)
        }
    });
    let answers = join_all(sends).await;
    for key in answers.iter().map(|(key, _, _)| key).collect::<BTreeSet<_>>() {
        check(place, key).await;
        let log = place.log(key).await;
        for (_, id, answer) in answers.iter().filter(|(of, _, _)| of == key) {
            let row = log.iter().find(|row| row.request_id.as_ref() == Some(id));
            match answer {
                Ok(answer) if !answer.duplicate => assert_eq!(row.map(|row| row.seq), Some(answer.seq), "{id}"),
                Ok(answer) => assert!(row.is_none_or(|row| row.seq == answer.seq || answer.seq < row.seq), "{id}: {answer:?}"),
                Err(error) => assert!(matches!(error, Error::NoSession(_) | Error::NotAParticipant(_)), "{id}: {error:?}"),
            }
        }
    }
    join_all(replicas.map(Replica::stop)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_two_replicas_interleave_every_accepted_request_is_there_once() {
    everywhere(async |place| {
        let strategy = proptest::collection::vec((0_usize..3, 0_usize..9, 0_usize..2, 0_usize..20), 1..60);
        // Each case is a store's worth of work: a small part of the usual number.
        let mut runner = TestRunner::new(Config::default());
        for case in 0..runner.config().cases.div_ceil(32) {
            let plan = strategy.new_tree(&mut runner).unwrap().current();
            println!("{plan:?}");
            carry_out(place, &plan, &case.to_string()).await;
        }
    })
    .await;
}
