//! What supervisors watch: the board, the feed of events, and what the settings make of the rules.

use std::time::Duration;

use contracts::routing_engine::{AssignResourceRequest, FlushQueueRequest};
use serde_json::json;

use super::{Bench, Desk};
use crate::error::Error;
use crate::ops;
use crate::ops::explain_request::explain_request;
use crate::ops::follow_events::follow_events;

async fn level(desk: &Desk) -> contracts::routing_engine::ServiceLevel {
    let board = ops::get_board::get_board(&desk.state, &desk.tenant).await.unwrap();
    board.queues[0].service_level.unwrap()
}

#[tokio::test]
async fn the_board_counts_who_was_served_in_time_and_who_gave_up() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": 5 })).await.unwrap();
    let queue = json!({ "name": "Support", "mrdId": "chat", "serviceLevelThresholdSeconds": 10, "serviceLevelType": 2 });
    desk.queue("support", queue).await.unwrap();
    assert_eq!(level(&desk).await.per_mille, -1, "of nobody there is no level");
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2"), ("r-3", "c-3")] {
        desk.assign(request, conversation).await.unwrap();
    }
    bench.clock.advance(5_000);
    let board = ops::get_board::get_board(&desk.state, &desk.tenant).await.unwrap();
    let shown = &board.queues[0];
    assert_eq!((shown.requests.len(), shown.oldest_at_ms, board.at_ms), (3, bench.clock.now() - 5_000, bench.clock.now()));
    desk.revoke("r-3", "").await.unwrap();
    desk.ready("a").await;
    let tasks = desk.agent("a").await.tasks;
    desk.accept("x-1", "a", &tasks[0].id).await.unwrap();
    bench.clock.advance(20_000);
    desk.accept("x-2", "a", &tasks[1].id).await.unwrap();
    let found = level(&desk).await;
    assert_eq!((found.accepted, found.within, found.abandoned, found.per_mille), (2, 1, 1, 333));
    let board = ops::get_board::get_board(&desk.state, &desk.tenant).await.unwrap();
    assert_eq!((board.queues[0].active_tasks, board.agents[0].tasks.len(), board.agents[0].state.as_str()), (2, 2, "READY"));
    bench.clock.advance(31 * 60_000);
    assert_eq!(level(&desk).await.accepted, 0, "out of the window");
}

#[tokio::test]
async fn agents_are_listed_by_state_those_who_are_here_first() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.login("b", "session-b").await;
    desk.ready("a").await;
    desk.agent_doc("z", json!({ "name": "Away" })).await.unwrap();
    let ids = |(agents, _): (Vec<contracts::routing_engine::Agent>, String)| agents.into_iter().map(|agent| agent.id).collect::<Vec<_>>();
    let list = async |state: &str| ids(ops::get_board::list_agents(&desk.state, &desk.tenant, state.to_owned()).await.unwrap());
    assert_eq!(list("").await, ["a", "b", "z"]);
    assert_eq!(list("READY").await, ["a"]);
    assert_eq!(list("NOT_READY").await, ["b"]);
    assert_eq!(list("LOGOUT").await, ["z"]);
}

#[tokio::test]
async fn who_follows_along_hears_of_everything_once_and_in_order() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    let follow = async |after: Option<&str>, most: usize| {
        let page = follow_events(&desk.state, &desk.tenant, after, (most, Duration::ZERO)).await?;
        let shown: Vec<_> = page.items.iter().map(|report| crate::shown::report(report)).collect();
        Ok::<_, Error>((shown, page.cursor.to_string()))
    };
    let (none, start) = follow(None, 10).await.unwrap();
    assert!(none.is_empty(), "from now on");
    desk.assign("r-1", "c-1").await.unwrap();
    let (first, behind) = follow(Some(&start), 2).await.unwrap();
    let (rest, end) = follow(Some(&behind), 10).await.unwrap();
    let names: Vec<_> = first.iter().chain(&rest).map(|event| event["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(names, ["TASK_ENQUEUED", "AGENT_RESERVED", "AGENT_STATE_CHANGED"]);
    assert!(follow(Some(&end), 10).await.unwrap().0.is_empty());
    assert!(matches!(follow(Some("1-999999"), 10).await, Err(Error::CursorGone)));
    assert!(matches!(follow(Some("nonsense"), 10).await, Err(Error::Malformed { field: "after", .. })));
    // Whoever waits is woken.
    let waiting = follow_events(&desk.state, &desk.tenant, Some(&end), (10, Duration::from_secs(20)));
    let (woken, moved) = tokio::join!(waiting, desk.revoke("r-1", ""));
    moved.unwrap();
    assert!(!woken.unwrap().items.is_empty());
}

#[tokio::test]
async fn a_request_that_ended_without_an_offer_is_explained() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.login("b", "session-b").await;
    desk.assign("r-1", "c-1").await.unwrap();
    bench.clock.advance(7_000);
    let flush = FlushQueueRequest { request_id: "f-1".to_owned(), queue: "Support".to_owned() };
    assert_eq!(ops::flush_queue::flush_queue(&desk.state, &desk.tenant, flush.clone()).await.unwrap().flushed, 1);
    assert_eq!(ops::flush_queue::flush_queue(&desk.state, &desk.tenant, flush).await.unwrap().flushed, 1, "the same again");
    let told = explain_request(&desk.state, &desk.tenant, "r-1", None).await.unwrap();
    let sentence = told.story.sentence(&told.names);
    assert!(
        sentence.contains("after 7 s: it was closed by force. Until then it waited in Support: of 1 agents ")
            && sentence.contains("1 are not ready"),
        "{sentence}"
    );
    let shown = told.story.json("r-1", &told.names, 10);
    assert_eq!((&shown["ended"]["reasonCode"], &shown["ended"]["waitedMs"]), (&json!("FORCE_CLOSED"), &json!(7_000)));
    assert_eq!(shown["ended"]["waiting"]["tally"]["NOT_READY"], 1, "{shown}");
    let early = explain_request(&desk.state, &desk.tenant, "r-1", Some(1)).await.unwrap();
    assert_eq!(early.story.sentence(&early.names), "It had not come in by then.");
}

#[tokio::test]
async fn a_queue_of_a_higher_priority_goes_first_unless_the_settings_say_otherwise() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.queue("vip", json!({ "name": "Vip", "mrdId": "chat", "priority": 5 })).await.unwrap();
    let first = async |n: &str| {
        for (queue, id) in [("support", "s"), ("vip", "v")] {
            let request = AssignResourceRequest {
                request_id: format!("{id}-{n}"),
                conversation_id: format!("c-{id}-{n}"),
                queue: queue.to_owned(),
                priority: if queue == "support" { 9 } else { 1 },
                ..AssignResourceRequest::default()
            };
            ops::assign_resource::assign_resource(&desk.state, &desk.tenant, request).await.unwrap();
            bench.clock.advance(10);
        }
        desk.ready("a").await;
        let request = desk.task("a").await.unwrap().request_id;
        desk.logout(&format!("o-{n}"), "a").await.unwrap();
        for id in ["s", "v"] {
            desk.revoke(&format!("{id}-{n}"), "").await.unwrap();
        }
        request
    };
    let starved = async || {
        desk.agent_doc("a", json!({ "name": "Ann" })).await.unwrap();
        let found = ops::check_rules::check_rules(&desk.state, &desk.tenant).await.unwrap();
        found["findings"].as_array().unwrap().iter().any(|finding| finding["kind"] == "STARVED" && finding["queue"]["id"] == "support")
    };
    assert_eq!(first("1").await, "v-1", "the queue's priority comes before the customer's");
    assert!(starved().await, "the rule check knows it");
    desk.settings(json!({ "queuePriority": false })).await.unwrap();
    assert_eq!(first("2").await, "s-2", "live, with no restart");
    assert!(!starved().await);
}
