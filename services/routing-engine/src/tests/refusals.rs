//! What is refused, each by its name; and that a repetition hears the same.

use contracts::routing_engine::AssignResourceRequest;
use errors::Coded as _;
use routing_core::{Answer, Command, ConfigChange, Ms, Refusal, Settings, Shard};
use serde_json::json;

use super::{Bench, Desk};
use crate::error::Error;
use crate::ops::assign_resource::assign_resource;

fn wanted(id: &str) -> AssignResourceRequest {
    AssignResourceRequest {
        request_id: id.to_owned(),
        conversation_id: format!("c-{id}"),
        queue: "support".to_owned(),
        ..AssignResourceRequest::default()
    }
}

async fn code(desk: &Desk, request: AssignResourceRequest) -> &'static str {
    assign_resource(&desk.state, &desk.tenant, request).await.unwrap_err().code()
}

#[tokio::test]
async fn a_request_names_a_queue_there_is_in_its_domain_and_times_that_make_sense() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.mrd("voice", json!({ "name": "Voice" })).await.unwrap();
    assert_eq!(code(&desk, AssignResourceRequest { queue: "nowhere".to_owned(), ..wanted("1") }).await, "NOT_FOUND");
    assert_eq!(code(&desk, AssignResourceRequest { mrd_id: "voice".to_owned(), ..wanted("2") }).await, "MRD_MISMATCH");
    assert_eq!(code(&desk, AssignResourceRequest { priority: 11, ..wanted("3") }).await, "BAD_PRIORITY");
    assert_eq!(code(&desk, AssignResourceRequest { priority: -1, ..wanted("4") }).await, "BAD_PRIORITY");
    assert_eq!(code(&desk, AssignResourceRequest { direction: "SIDEWAYS".to_owned(), ..wanted("5") }).await, "MALFORMED");
    assert_eq!(code(&desk, AssignResourceRequest { conversation_id: String::new(), ..wanted("6") }).await, "MALFORMED");
    assert_eq!(code(&desk, AssignResourceRequest { request_id: "x".repeat(129), ..wanted("7") }).await, "MALFORMED");
    let longest = AssignResourceRequest { ttl_ms: i64::MAX, ..wanted("8") };
    let kept = assign_resource(&desk.state, &desk.tenant, longest).await.unwrap().request.unwrap();
    assert!(kept.ttl_at_ms > bench.clock.now(), "an absurd time to live is as long as can be, not in the past");
}

#[tokio::test]
async fn a_refusal_is_kept_under_the_id_of_its_command() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.mrd("voice", json!({ "name": "Voice" })).await.unwrap();
    let nowhere = AssignResourceRequest { queue: "later".to_owned(), ..wanted("1") };
    let elsewhere = AssignResourceRequest { mrd_id: "voice".to_owned(), ..wanted("2") };
    let sideways = AssignResourceRequest { direction: "SIDEWAYS".to_owned(), ..wanted("3") };
    let before = [code(&desk, nowhere.clone()).await, code(&desk, elsewhere.clone()).await, code(&desk, sideways.clone()).await];
    // The queue that was missing comes into being; the same command is still answered the same.
    desk.queue("later", json!({ "name": "Later", "mrdId": "chat" })).await.unwrap();
    let right = AssignResourceRequest { mrd_id: "chat".to_owned(), ..wanted("2") };
    let after = [code(&desk, nowhere).await, code(&desk, right).await, code(&desk, sideways).await];
    assert_eq!((before, after), (["NOT_FOUND", "MRD_MISMATCH", "MALFORMED"], ["NOT_FOUND", "MRD_MISMATCH", "MALFORMED"]));
    let fresh = AssignResourceRequest { queue: "later".to_owned(), ..wanted("4") };
    assign_resource(&desk.state, &desk.tenant, fresh).await.unwrap();
}

#[tokio::test]
async fn duplicate_and_late_commands_stale_offers_and_older_sessions_are_refused() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let offer = desk.task("a").await.unwrap().id;
    let again = AssignResourceRequest { request_id: "r-2".to_owned(), conversation_id: "c-1".to_owned(), ..wanted("1") };
    assert_eq!(code(&desk, again).await, "ALREADY_WAITING");
    bench.clock.advance(60_001);
    let late = desk.accept("x-1", "a", &offer).await.unwrap_err();
    assert_eq!(late.code(), "OFFER_GONE");
    let foreign = desk.accept("x-2", "nobody", &offer).await.unwrap_err();
    assert!(matches!(foreign, Error::NotFound { what: "agent", .. }));
    desk.login("a", "session-new").await;
    let stale = desk.presence("a", "session-a", true).await.unwrap_err();
    assert_eq!(stale.code(), "STALE_SESSION");
    desk.revoke("r-1", "").await.unwrap();
    assert_eq!(desk.revoke("r-1", "").await.unwrap(), 0, "closed already: nothing is done twice");
}

#[tokio::test]
async fn documents_that_cannot_work_are_refused_when_they_are_saved() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.attribute("english", json!({ "name": "english", "type": "PROFICIENCY_LEVEL" })).await.unwrap();
    desk.mrd("voice", json!({ "name": "Voice" })).await.unwrap();
    let unknown = desk.queue("q", json!({ "name": "Q", "mrdId": "nothing" })).await.unwrap_err();
    assert_eq!(unknown.code(), "UNKNOWN_REFERENCE");
    let overflow = |name: &str, mrd: &str, to: &str| json!({ "name": name, "mrdId": mrd, "maxWaiting": 1, "onFull": { "action": "OVERFLOW", "queueId": to } });
    let other = desk.queue("q", overflow("Q", "voice", "support")).await.unwrap_err();
    assert_eq!(other.code(), "OTHER_DOMAIN");
    desk.queue("q", overflow("Q", "chat", "support")).await.unwrap();
    let cycle = desk.queue("support", overflow("Support", "chat", "q")).await.unwrap_err();
    assert_eq!(cycle.code(), "OVERFLOW_LOOP");
    let terms = |count: usize| vec!["english >= 5"; count].join(" && ");
    let step = |count: usize| json!({ "name": "Long", "mrdId": "chat", "steps": [{ "expression": terms(count) }] });
    desk.queue("long", step(64)).await.unwrap();
    let long = desk.queue("long", step(65)).await.unwrap_err();
    assert_eq!(long.code(), "OUT_OF_LIMITS", "{long:?}");
    let used = desk.queue("q", json!({ "name": "Q", "mrdId": "chat", "steps": [{ "expression": "french >= 5" }] })).await.unwrap_err();
    assert_eq!(used.code(), "NOT_VALID");
}

#[test]
fn a_configuration_version_that_skips_is_refused_and_changes_nothing() {
    let mut shard = Shard::new();
    let change = ConfigChange::Settings(Settings { queue_priority: true, ..Settings::default() });
    for version in [0, 2, u64::MAX] {
        let mut events = Vec::new();
        let answer = shard.step(&Command::Config { version, change: change.clone() }, Ms(1), &mut events);
        assert!(matches!(answer, Answer::Refused { code: Refusal::WrongVersion, .. }), "{version}: {answer:?}");
        assert!(events.is_empty() && shard.config_version() == 0);
    }
}
