//! What callers and consumers see of routing.

use errors::Kind;
use routing_core::Refusal;
use serde_json::json;

use super::Bench;
use crate::error::Error;

#[tokio::test]
async fn an_unanswered_offer_goes_to_the_next_agent() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    bench.clock.advance(1);
    desk.ready("b").await;
    assert_eq!(desk.assign("r-1", "c-1").await.unwrap().state, "RESERVED");
    let first = desk.task("a").await.unwrap();
    bench.clock.advance(60_000);
    let second = desk.task("b").await.unwrap();
    assert_ne!(first.id, second.id);
    assert_eq!((second.request_id.as_str(), second.conversation_id.as_str(), second.enqueued_at_ms), ("r-1", "c-1", first.enqueued_at_ms));
    assert!(matches!(desk.accept("x-1", "a", &first.id).await, Err(Error::Refused(Refusal::OfferGone))));
    let expected = [
        "TASK_ENQUEUED QUEUED",
        "AGENT_RESERVED RESERVED",
        "TASK_STATE_CHANGED CLOSED RONA",
        "TASK_ENQUEUED QUEUED",
        "AGENT_RESERVED RESERVED",
    ];
    assert_eq!(desk.reports().await, expected);
}

#[tokio::test]
async fn nobody_available_is_reported_when_the_time_to_live_ends() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    let waiting = desk.assign("r-1", "c-1").await.unwrap();
    assert_eq!((waiting.state.as_str(), waiting.position, waiting.ttl_at_ms), ("QUEUED", 1, bench.clock.now() + 600_000));
    bench.clock.advance(600_000);
    assert!(desk.line().await.is_empty());
    assert_eq!(desk.reports().await, ["TASK_ENQUEUED QUEUED", "NO_AGENT_AVAILABLE CLOSED NO_AGENT_AVAILABLE"]);
}

#[tokio::test]
async fn a_customer_who_leaves_while_it_rings_ends_task_and_request() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    assert_eq!(desk.revoke("r-1", "").await.unwrap(), 1);
    assert_eq!(desk.revoke("r-1", "").await.unwrap(), 0);
    assert!(matches!(desk.revoke("r-9", "").await, Err(Error::NotFound { .. })));
    assert_eq!(desk.reports().await[2..], ["TASK_STATE_CHANGED CLOSED CANCELLED", "TASK_STATE_CHANGED CLOSED CANCELLED"]);
    assert_eq!(desk.agent("a").await.mrds[0].state, "READY");
}

#[tokio::test]
async fn a_lost_socket_keeps_everything_for_the_grace() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let task = desk.task("a").await.unwrap();
    desk.accept("x-1", "a", &task.id).await.unwrap();
    desk.presence("a", "session-a", false).await.unwrap();
    bench.clock.advance(14_999);
    let agent = desk.agent("a").await;
    assert_eq!((agent.state.as_str(), agent.connected, agent.tasks.len()), ("READY", false, 1));
    desk.presence("a", "session-a", true).await.unwrap();
    desk.presence("a", "another", false).await.unwrap();
    bench.clock.advance(60_000);
    assert_eq!(desk.agent("a").await.state, "READY");
    desk.presence("a", "session-a", false).await.unwrap();
    bench.clock.advance(15_000);
    let gone = desk.agent("a").await;
    assert_eq!((gone.state.as_str(), gone.reason.as_str(), gone.tasks.len()), ("LOGOUT", "AGENT_LOGOUT", 0));
    assert_eq!(desk.line().await, ["r-1"]);
    assert_eq!(desk.reports().await[3..], ["TASK_STATE_CHANGED CLOSED AGENT_LOGOUT", "TASK_ENQUEUED QUEUED"]);
}

#[tokio::test]
async fn another_tab_takes_the_session_over_with_state_and_tasks() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let agent = desk.login("a", "second").await;
    assert_eq!((agent.state.as_str(), agent.session_id.as_str(), agent.tasks.len()), ("READY", "second", 1));
    desk.presence("a", "session-a", false).await.unwrap();
    assert!(desk.agent("a").await.connected);
    assert!(matches!(desk.presence("a", "session-a", true).await, Err(Error::Refused(Refusal::StaleSession))));
}

#[tokio::test]
async fn a_transfer_that_nobody_takes_goes_back_to_its_sender() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-1", "a", &task).await.unwrap();
    assert!(matches!(desk.transfer("r-0", ("a", &task), "b").await, Err(Error::NotFound { .. })));
    desk.ready("b").await;
    desk.transfer("r-2", ("a", &task), "b").await.unwrap();
    let ringing = desk.task("b").await.unwrap();
    desk.decline("d-1", "b", &ringing.id).await.unwrap();
    let kept = desk.task("a").await.unwrap();
    assert_eq!((kept.state.as_str(), kept.transferring), ("ACTIVE", false));
    let reports = desk.reports().await;
    assert_eq!(reports[5..], ["TASK_STATE_CHANGED CLOSED DECLINED", "TASK_STATE_CHANGED CLOSED NO_AGENT_AVAILABLE"]);
}

#[tokio::test]
async fn a_refused_switch_is_reported_as_unchanged() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.login("a", "s").await;
    assert!(!desk.set_mrd("m-1", "a", "READY").await.unwrap());
    let last = desk.agent_reports().await.pop().unwrap();
    assert!(!last.changed);
    assert_eq!(last.agent.unwrap().mrds[0].state, "NOT_READY");
    assert!(desk.set("s-1", "a", "READY").await.unwrap());
    assert!(!desk.set("s-2", "a", "READY").await.unwrap());
}

#[tokio::test]
async fn a_change_of_skills_moves_waiting_customers_at_once() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.attribute("en", json!({ "name": "english", "type": "PROFICIENCY_LEVEL" })).await.unwrap();
    let picky = json!({ "name": "Support", "mrdId": "chat", "steps": [{ "expression": "english >= 5" }] });
    desk.queue("support", picky).await.unwrap();
    desk.ready("a").await;
    assert_eq!(desk.assign("r-1", "c-1").await.unwrap().state, "QUEUED");
    desk.agent_doc("a", json!({ "name": "Agent a", "attributes": { "english": 7 } })).await.unwrap();
    assert_eq!(desk.task("a").await.unwrap().request_id, "r-1");

    let removed = desk
        .state
        .engine
        .catalogue()
        .attributes
        .delete(runtime::objects::By::itself(&desk.state.engine.own(&desk.tenant)), "en", None)
        .await;
    assert_eq!(removed.unwrap_err().code(), "IN_USE");
    let renamed = desk.attribute("en", json!({ "name": "inglese", "type": "PROFICIENCY_LEVEL" })).await;
    assert_eq!(renamed.unwrap_err().kind(), Kind::Conflict);
    let limits = desk.queue("support", json!({ "name": "Support", "mrdId": "chat", "steps": [{ "expression": "english > 11" }] })).await;
    assert_eq!(limits.unwrap_err().violations()[0].message, "a level is 1 to 10 at column 11");
}

#[tokio::test]
async fn agents_without_a_list_of_their_own_follow_new_domains() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.mrd("voice", json!({ "name": "Voice", "maxRequests": 1 })).await.unwrap();
    assert_eq!(desk.agent("a").await.mrds.len(), 2);
    let own = desk.state.engine.own(&desk.tenant);
    desk.state.engine.catalogue().mrds.delete(runtime::objects::By::itself(&own), "voice", None).await.unwrap();
    assert_eq!(desk.agent("a").await.mrds.len(), 1);
}

#[tokio::test]
async fn releasing_a_conversation_withdraws_what_waits_and_sends_agents_to_wrap_up() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-1", "a", &task).await.unwrap();
    let taken = desk.transfer("r-1", ("a", &task), "a").await;
    assert!(matches!(taken, Err(Error::Refused(_))));
    desk.release("e-1", "c-1").await.unwrap();
    let left = desk.task("a").await.unwrap();
    assert_eq!((left.state.as_str(), left.reason_code.as_str()), ("WRAP_UP", "DONE"));
    assert_eq!(left.conversation_id, "c-1");
    bench.clock.advance(60_000);
    assert_eq!(desk.task("a").await, None);
    assert_eq!(desk.agent("a").await.mrds[0].state, "READY");
}

#[tokio::test]
async fn a_flushed_queue_is_empty_and_every_customer_is_reported() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.assign("r-1", "c-1").await.unwrap();
    desk.assign("r-2", "c-2").await.unwrap();
    let flush = contracts::routing_engine::FlushQueueRequest { request_id: "f-1".to_owned(), queue: "support".to_owned() };
    let flushed = crate::ops::flush_queue::flush_queue(&desk.state, &desk.tenant, flush).await;
    assert_eq!(flushed.unwrap().flushed, 2);
    assert!(desk.line().await.is_empty());
    let closed = "TASK_STATE_CHANGED CLOSED FORCE_CLOSED";
    assert_eq!(desk.reports().await[2..], [closed, closed]);
}
