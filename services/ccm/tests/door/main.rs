//! Sessions and channels as connectors and administrators see them, with the real log behind the door.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod documents;
mod house;

use std::collections::BTreeSet;

use contracts::ccm::{
    EndSessionRequest, ReadSessionRequest, ReceiveMessageRequest, ReceiveReceiptRequest, ReceiveSignalRequest, Session, StartSessionRequest,
};
use contracts::cim::{Header, Sender};
use contracts::conversation_manager::{Conversation, EndConversation, SessionEnded, change::Kind};
use futures::future::join_all;

use self::house::{House, code, of, start};

fn live_in(conversation: &Conversation, session: &Session) -> bool {
    conversation.sessions.iter().any(|one| one.active && one.session.as_ref().is_some_and(|one| one.id == session.id))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_starts_of_one_customer_at_once_make_one_session_in_one_conversation() {
    let house = House::open().await;
    for customer in ["ada", "bob", "cy"] {
        let started = join_all((0..20).map(|_| house.start("web", customer))).await;
        assert_eq!(started.iter().filter(|(_, created)| *created).count(), 1);
        assert_eq!(started.iter().map(|(session, _)| (&session.id, &session.conversation_id)).collect::<BTreeSet<_>>().len(), 1);
        let session = &started[0].0;
        let rows = house.rows(&session.conversation_id).await;
        assert_eq!(rows.iter().filter(|row| row.name == "CHANNEL_SESSION_STARTED").count(), 1);
        let conversations = house.conversations(customer).await;
        assert_eq!(conversations.len(), 1);
        assert!(live_in(&conversations[0], session));
    }
}

#[tokio::test]
async fn a_second_channel_of_a_customer_joins_the_running_conversation() {
    let house = House::open().await;
    let (web, created) = house.start("web", "ada").await;
    assert!(created);
    let (again, created) = house.start("web", "ada").await;
    assert_eq!((&again, created), (&web, false));
    let (mobile, created) = house.start("mobile", "ada").await;
    assert!(created && mobile.id != web.id && mobile.conversation_id == web.conversation_id);
    let (other, _) = house.start("web", "bob").await;
    assert_ne!(other.conversation_id, web.conversation_id);
}

#[tokio::test]
async fn a_session_that_ends_in_the_log_ends_here_too() {
    let house = House::open().await;
    let (session, _) = house.start("web", "ada").await;
    house.say("default", &session.id, "before").await.unwrap();
    let change = SessionEnded { session_id: session.id.clone(), reason_code: "INACTIVITY".to_owned() };
    house.append(&session.conversation_id, "expired", Kind::SessionEnded(change)).await;
    let ended = house.ended("web", "ada").await;
    assert_eq!((&ended.id, ended.reason_code.as_str()), (&session.id, "INACTIVITY"));
    assert_eq!(code(house.say("default", &session.id, "after").await), "NO_SESSION");
    // The conversation goes on: the next session joins it.
    let (next, created) = house.start("web", "ada").await;
    assert!(created && next.id != session.id && next.conversation_id == session.conversation_id);
}

/// Whoever speaks while the end is under way would otherwise have the session remembered as one that lives.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_over_for_whoever_spoke_while_it_ended() {
    let house = House::open().await;
    for round in 0..40 {
        let customer = format!("c{round}");
        let (session, _) = house.start("web", &customer).await;
        let speak = async {
            for number in 0..8 {
                // Taken or refused, as it comes.
                drop(house.say("default", &session.id, &format!("{round}-{number}")).await);
            }
        };
        let change = SessionEnded { session_id: session.id.clone(), reason_code: "INACTIVITY".to_owned() };
        let end = house.append(&session.conversation_id, "expired", Kind::SessionEnded(change));
        futures::join!(end, speak, house.ended("web", &customer));
        let mut told = String::new();
        for late in 0..100 {
            told = code(house.say("default", &session.id, &format!("{round}-late-{late}")).await);
            if told == "NO_SESSION" {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert_eq!(told, "NO_SESSION", "round {round}");
    }
}

#[tokio::test]
async fn a_conversation_that_ends_takes_its_sessions_along() {
    let house = House::open().await;
    let (web, _) = house.start("web", "ada").await;
    let (mobile, _) = house.start("mobile", "ada").await;
    house.append(&web.conversation_id, "end", Kind::EndConversation(EndConversation {})).await;
    for (channel, session) in [("web", &web), ("mobile", &mobile)] {
        let ended = house.ended(channel, "ada").await;
        assert_eq!((&ended.id, ended.reason_code.as_str()), (&session.id, "FORCE_CLOSED"));
    }
    let (next, created) = house.start("web", "ada").await;
    assert!(created && next.conversation_id != web.conversation_id);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_that_meets_the_end_of_the_conversation_leaves_both_sides_agreeing() {
    let house = House::open().await;
    for round in 0..60 {
        let customer = format!("c{round}");
        let (web, _) = house.start("web", &customer).await;
        let end = house.append(&web.conversation_id, "end", Kind::EndConversation(EndConversation {}));
        let ((), started) = futures::join!(end, house.try_start(start("mobile", &customer)));
        house.ended("web", &customer).await;
        let Ok(started) = started else { continue };
        let started = started.session.unwrap();
        // Events of one conversation arrive in order: whatever ends the mobile session has its turn by then, or soon.
        let mut agree = false;
        for _ in 0..100 {
            let here = house.session("mobile", &customer).await.unwrap();
            let there = house.conversation(&here.conversation_id).await;
            agree = here.id == started.id && (here.state == "STARTED") == live_in(&there, &here);
            if agree {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        assert!(agree, "round {round}: {:?}", house.session("mobile", &customer).await);
    }
}

#[tokio::test]
async fn a_session_of_another_tenant_is_no_session() {
    let house = House::open().await;
    let (session, _) = house.start("web", "ada").await;
    // It is remembered in memory by then.
    house.say("default", &session.id, "hello").await.unwrap();
    let mut door = house.door.clone();
    let id = session.id.clone();
    let signal = ReceiveSignalRequest { session_id: id.clone(), name: "TYPING_STARTED".to_owned() };
    let receipt = ReceiveReceiptRequest { session_id: id.clone(), delivered_seq: 1, read_seq: 1 };
    let end = EndSessionRequest { session_id: id.clone(), reason_code: "CUSTOMER".to_owned() };
    let read = ReadSessionRequest { session_id: id.clone(), ..ReadSessionRequest::default() };
    assert_eq!(code(house.say("other", &id, "hello").await), "NO_SESSION");
    assert_eq!(code(door.receive_signal(of("other", signal)).await), "NO_SESSION");
    assert_eq!(code(door.receive_receipt(of("other", receipt)).await), "NO_SESSION");
    assert_eq!(code(door.end_session(of("other", end)).await), "NO_SESSION");
    assert_eq!(code(door.read_session(of("other", read)).await), "NO_SESSION");
    assert_eq!(code(house.say("default", "nothing", "hello").await), "NO_SESSION");
    // Its channels are not theirs either.
    assert_eq!(code(door.start_session(of("other", start("web", "ada"))).await), "NO_CHANNEL");
    assert_eq!(house.session("web", "ada").await.unwrap().state, "STARTED");
}

#[tokio::test]
async fn a_start_on_a_wrong_channel_or_with_a_wrong_identifier_is_refused() {
    let house = House::open().await;
    let elsewhere = StartSessionRequest { channel_type: "SMS".to_owned(), ..start("web", "ada") };
    let (nobody, long) = (start("web", ""), start("web", &"x".repeat(257)));
    let expected = [
        (start("nowhere", "ada"), "NO_CHANNEL"),
        (elsewhere, "NO_CHANNEL"),
        (start("off", "ada"), "CHANNEL_OFF"),
        (nobody, "MALFORMED"),
        (long, "MALFORMED"),
    ];
    for (request, refusal) in expected {
        assert_eq!(code(house.try_start(request.clone()).await), refusal, "{request:?}");
    }
    assert!(house.conversations("ada").await.is_empty());
}

#[tokio::test]
async fn data_that_the_log_refuses_does_not_lock_the_customer_out() {
    let house = House::open().await;
    let large = format!("\"{}\"", "x".repeat(70_000)).into_bytes();
    for (customer, data_json) in [("ada", b"\xff".to_vec()), ("bob", b"no JSON".to_vec()), ("cy", large)] {
        let refused = house.try_start(StartSessionRequest { data_json, ..start("web", customer) }).await;
        assert!(["MALFORMED", "TOO_LARGE"].contains(&code(refused).as_str()), "{customer}");
        let (session, _) = house.start("web", customer).await;
        house.say("default", &session.id, "hello").await.unwrap();
    }
    // No data at all is fine.
    house.try_start(StartSessionRequest { data_json: Vec::new(), ..start("web", "dee") }).await.unwrap();
}

#[tokio::test]
async fn who_speaks_is_what_the_session_says_and_a_message_is_taken_once() {
    let house = House::open().await;
    let (session, _) = house.start("web", "ada").await;
    let sender = Sender { id: "somebody else".to_owned(), name: "Mallory".to_owned(), ..Sender::default() };
    let header = Header { sender: Some(sender), channel_session_id: "another".to_owned(), ..Header::default() };
    let request = ReceiveMessageRequest {
        session_id: session.id.clone(),
        id: "m1".to_owned(),
        header: Some(header),
        body_json: b"{\"type\":\"PLAIN\"}".to_vec(),
    };
    let sends =
        join_all((0..10).map(|_| async { house.door.clone().receive_message(of("default", request.clone())).await.unwrap().into_inner() }))
            .await;
    assert_eq!(sends.iter().filter(|sent| !sent.duplicate).count(), 1);
    assert_eq!(sends.iter().map(|sent| sent.seq).collect::<BTreeSet<_>>().len(), 1);
    let rows = house.rows(&session.conversation_id).await;
    let row = rows.iter().find(|row| row.name == "CUSTOMER_MESSAGE").unwrap();
    let header = row.header.clone().unwrap();
    assert_eq!((row.seq, &header.channel_session_id), (sends[0].seq, &session.id));
    assert_eq!(header.sender.map(|sender| (sender.id, sender.name)), Some((session.customer_id.clone(), "Ada".to_owned())));
}

#[tokio::test]
async fn an_ended_session_is_over_and_can_still_be_read() {
    let house = House::open().await;
    let (session, _) = house.start("web", "ada").await;
    house.say("default", &session.id, "hello").await.unwrap();
    let mut door = house.door.clone();
    let end = |reason: &str| EndSessionRequest { session_id: session.id.clone(), reason_code: reason.to_owned() };
    assert_eq!(code(door.end_session(of("default", end("BOREDOM"))).await), "MALFORMED");
    door.end_session(of("default", end("CUSTOMER"))).await.unwrap();
    assert_eq!(code(house.say("default", &session.id, "late").await), "NO_SESSION");
    let ended = house.session("web", "ada").await.unwrap();
    assert_eq!((ended.state.as_str(), ended.reason_code.as_str()), ("ENDED", "CUSTOMER"));
    let read = ReadSessionRequest { session_id: session.id.clone(), ..ReadSessionRequest::default() };
    let read = door.read_session(of("default", read)).await.unwrap().into_inner();
    let names: Vec<_> = read.activities.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["CHANNEL_SESSION_STARTED", "CUSTOMER_MESSAGE", "CHANNEL_SESSION_ENDED"]);
    assert_eq!(read.activities.last().map(|row| row.seq), Some(read.last_seq));
}
