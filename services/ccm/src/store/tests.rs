//! The store's contract, on every engine; and sessions against the table of the vocabulary.
//!
//! | state | start | end (reason) | its conversation ends | joins another conversation |
//! |---|---|---|---|---|
//! | none | STARTED, if its customer has none live on the channel; else refused | none | none | none |
//! | STARTED | refused | ENDED (reason) | ENDED (FORCE_CLOSED) | STARTED there |
//! | ENDED | a session of its own | stays, with its reason | stays | stays |

use std::collections::BTreeMap;
use std::net::TcpStream;

use db::{Db, Durability, Location};
use ids::TenantId;
use proptest::strategy::{Strategy, ValueTree as _};
use proptest::test_runner::TestRunner;
use tempfile::TempDir;

use super::*;
use crate::domain::{Session, SessionState};

const SERVER: &str = "postgres://postgres@127.0.0.1:5432/postgres";

/// Runs the test on a file, and in a schema of a server where there is one.
async fn everywhere(test: impl AsyncFn(&Store)) {
    let folder = TempDir::new().unwrap();
    let mut places = vec![Location::File(folder.path().join("ccm.sqlite"))];
    if TcpStream::connect("127.0.0.1:5432").is_ok() {
        let schema = format!("ccm_{}", ids::new_id().replace('-', ""));
        places.push(Location::Schema { url: SERVER.to_owned(), schema });
    }
    for place in places {
        let db = Db::new(&place, Durability::Lazy).unwrap();
        db.migrate(&migrations().and(runtime::objects::migrations()).and(bus::migrations())).await.unwrap();
        test(&Store::new(db.clone())).await;
        if let Location::Schema { schema, .. } = &place {
            let mut tx = db.begin().await.unwrap();
            tx.execute(format!("DROP SCHEMA \"{schema}\" CASCADE"), &[]).await.unwrap();
            tx.commit().await.unwrap();
        }
        db.close().await;
    }
}

fn session(tenant: &str, id: &str, customer: &str, conversation: &str) -> Session {
    Session {
        tenant: TenantId::new(tenant),
        id: id.to_owned(),
        channel_id: "web".to_owned(),
        service_identifier: "5155".to_owned(),
        customer_identifier: customer.to_owned(),
        customer_id: format!("customer of {customer}"),
        customer_name: "Ada".to_owned(),
        conversation_id: conversation.to_owned(),
        state: SessionState::Started,
        reason_code: String::new(),
        started_at: 1,
        announced: false,
    }
}

/// What may happen to sessions; numbers choose among those there are.
#[derive(Clone, Debug)]
enum Event {
    Start { customer: usize, conversation: usize },
    End { session: usize, reason: &'static str },
    ConversationEnds { conversation: usize },
    Rejoin { session: usize, conversation: usize },
    Announce { session: usize },
}

fn events() -> impl Strategy<Value = Vec<Event>> {
    use proptest::prelude::*;
    let reasons = prop::sample::select(vec!["CUSTOMER", "INACTIVITY", "NETWORK", "AGENT", "FORCE_CLOSED"]);
    let one = prop_oneof![
        4 => (0..3_usize, 0..3_usize).prop_map(|(customer, conversation)| Event::Start { customer, conversation }),
        3 => (0..12_usize, reasons).prop_map(|(session, reason)| Event::End { session, reason }),
        1 => (0..3_usize).prop_map(|conversation| Event::ConversationEnds { conversation }),
        2 => (0..12_usize, 0..3_usize).prop_map(|(session, conversation)| Event::Rejoin { session, conversation }),
        1 => (0..12_usize).prop_map(|session| Event::Announce { session }),
    ];
    prop::collection::vec(one, 1..40)
}

/// The table, as a model.
#[derive(Default)]
struct Model {
    sessions: BTreeMap<String, Session>,
}

impl Model {
    fn live(&self, customer: &str) -> Option<&Session> {
        self.sessions.values().find(|session| session.customer_identifier == customer && session.state == SessionState::Started)
    }

    fn end(session: &mut Session, reason: &str) {
        if session.state == SessionState::Started {
            session.state = SessionState::Ended;
            reason.clone_into(&mut session.reason_code);
        }
    }
}

async fn happen(store: &Store, model: &mut Model, event: &Event, n: usize) {
    let tenant = TenantId::new("a");
    let named = |number: usize| format!("s{number}");
    match event {
        Event::Start { customer, conversation } => {
            let begun = session("a", &named(n), &customer.to_string(), &format!("c{conversation}"));
            let expected = model.live(&begun.customer_identifier).is_none();
            assert_eq!(store.start(&begun, "{}").await.unwrap(), expected, "{event:?}");
            if expected {
                model.sessions.insert(begun.id.clone(), begun);
            }
        }
        Event::End { session, reason } => {
            let mut tx = store.begin().await.unwrap();
            Store::end(&mut tx, &tenant, &named(*session), reason, 2).await.unwrap();
            tx.commit().await.unwrap();
            if let Some(session) = model.sessions.get_mut(&named(*session)) {
                Model::end(session, reason);
            }
        }
        Event::ConversationEnds { conversation } => {
            let conversation = format!("c{conversation}");
            let mut tx = store.begin().await.unwrap();
            let mut ended = Store::end_all(&mut tx, &tenant, &conversation, "FORCE_CLOSED", 2).await.unwrap();
            tx.commit().await.unwrap();
            let mut expected = Vec::new();
            for session in model.sessions.values_mut().filter(|session| session.conversation_id == conversation) {
                if session.state == SessionState::Started {
                    expected.push(session.id.clone());
                }
                Model::end(session, "FORCE_CLOSED");
            }
            ended.sort();
            assert_eq!(ended, expected, "{event:?}");
        }
        Event::Rejoin { session, conversation } => {
            let Some(known) = model.sessions.get_mut(&named(*session)) else { return };
            let moved = Session { conversation_id: format!("c{conversation}"), ..known.clone() };
            let expected = known.state == SessionState::Started;
            assert_eq!(store.rejoin(&moved).await.unwrap(), expected, "{event:?}");
            if expected {
                *known = moved;
            }
        }
        Event::Announce { session } => {
            let Some(known) = model.sessions.get_mut(&named(*session)) else { return };
            known.announced = true;
            store.announce(known).await.unwrap();
        }
    }
}

async fn agree(store: &Store, model: &Model) {
    let tenant = TenantId::new("a");
    for expected in model.sessions.values() {
        let stored = store.session(&tenant, &expected.id).await.unwrap().unwrap();
        let told = |one: &Session| (one.state, one.reason_code.clone(), one.conversation_id.clone(), one.announced);
        assert_eq!(told(&stored), told(expected), "{}", expected.id);
    }
    for customer in ["0", "1", "2"] {
        let live = store.live(&tenant, "web", customer).await.unwrap().map(|session| session.id);
        assert_eq!(live, model.live(customer).map(|session| session.id.clone()), "of {customer}");
    }
    for conversation in ["c0", "c1", "c2"] {
        let live = store.live_sessions(&tenant, conversation).await.unwrap().len();
        let started = |session: &&Session| session.conversation_id == conversation && session.state == SessionState::Started;
        assert_eq!(live, model.sessions.values().filter(started).count(), "in {conversation}");
    }
}

#[tokio::test]
async fn whatever_happens_sessions_do_what_the_table_says() {
    everywhere(async |store| {
        let mut runner = TestRunner::deterministic();
        for _round in 0..8 {
            let events = events().new_tree(&mut runner).unwrap().current();
            let mut model = Model::default();
            for (n, event) in events.iter().enumerate() {
                happen(store, &mut model, event, n).await;
                agree(store, &model).await;
            }
            let mut tx = store.begin().await.unwrap();
            for table in ["session", "live_session"] {
                tx.execute(format!("DELETE FROM {table}"), &[]).await.unwrap();
            }
            tx.commit().await.unwrap();
        }
    })
    .await;
}

#[tokio::test]
async fn of_many_sessions_that_start_at_once_one_is_live_and_a_tenant_sees_no_other() {
    everywhere(async |store| {
        let begun: Vec<_> = (0..12).map(|n| session("a", &format!("s{n}"), "ada", "c")).collect();
        let started = futures::future::join_all(begun.iter().map(|session| store.start(session, "{\"browser\":\"x\"}"))).await;
        assert_eq!(started.into_iter().filter(|started| *started.as_ref().unwrap()).count(), 1);
        let theirs = session("b", "s0", "ada", "c");
        assert!(store.start(&theirs, "{}").await.unwrap(), "the same customer and id of another tenant");
        let ours = store.live(&TenantId::new("a"), "web", "ada").await.unwrap().unwrap();
        assert_eq!(store.data(&ours).await.unwrap(), "{\"browser\":\"x\"}");
        assert_eq!(store.data(&theirs).await.unwrap(), "{}");
        let mut tx = store.begin().await.unwrap();
        assert!(Store::end_all(&mut tx, &TenantId::new("c"), "c", "FORCE_CLOSED", 2).await.unwrap().is_empty());
        Store::end(&mut tx, &TenantId::new("b"), &ours.id, "CUSTOMER", 2).await.unwrap();
        tx.commit().await.unwrap();
        assert!(store.live(&TenantId::new("a"), "web", "ada").await.unwrap().is_some());
        assert!(store.newest(&TenantId::new("c"), "web", "ada").await.unwrap().is_none());
    })
    .await;
}

#[tokio::test]
async fn an_erased_customer_is_nobody_and_others_stay() {
    everywhere(async |store| {
        let tenant = TenantId::new("a");
        for (id, customer) in [("s0", "ada"), ("s1", "bob")] {
            assert!(store.start(&session("a", id, customer, "c"), "{\"phone\":\"1\"}").await.unwrap());
        }
        assert_eq!(store.live_of_customer(&tenant, "customer of ada").await.unwrap().len(), 1);
        for _twice in 0..2 {
            let mut tx = store.begin().await.unwrap();
            Store::forget_customer(&mut tx, &tenant, "customer of ada", 2).await.unwrap();
            tx.commit().await.unwrap();
        }
        let (ada, bob) = (store.session(&tenant, "s0").await.unwrap().unwrap(), store.session(&tenant, "s1").await.unwrap().unwrap());
        assert_eq!((ada.state, ada.customer_name.as_str(), ada.customer_identifier.as_str()), (SessionState::Ended, "", ""));
        assert_eq!(store.data(&ada).await.unwrap(), "{}");
        assert_eq!((bob.state, bob.customer_identifier.as_str()), (SessionState::Started, "bob"));
        assert!(store.live(&tenant, "web", "ada").await.unwrap().is_none() && store.live(&tenant, "web", "bob").await.unwrap().is_some());
    })
    .await;
}
