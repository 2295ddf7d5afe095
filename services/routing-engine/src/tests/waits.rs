//! What customers hear of their place in line: what changed, not too often, and not all at once.

use contracts::routing_engine::{InviteAgentRequest, WaitChangedEvent};
use serde_json::json;

use super::{Bench, Desk};
use crate::engine::{Turn, Waits};
use crate::ops;

async fn sweep(desk: &Desk) -> Vec<WaitChangedEvent> {
    desk.state.engine.look(&desk.tenant, |turn: &mut Turn<'_>| Ok(Waits::sweep(turn.room, turn.now))).await.unwrap()
}

/// Requests and places that a sweep tells, in its order.
async fn told(desk: &Desk) -> Vec<(String, i32)> {
    let place = |told: WaitChangedEvent| (told.request_id, told.wait.map_or(-1, |wait| wait.position));
    sweep(desk).await.into_iter().map(place).collect()
}

fn places(of: &[(&str, i32)]) -> Vec<(String, i32)> {
    of.iter().map(|(request, place)| ((*request).to_owned(), *place)).collect()
}

async fn three_wait(bench: &Bench) -> Desk {
    let desk = bench.open();
    desk.configure().await;
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2"), ("r-3", "c-3")] {
        desk.assign(request, conversation).await.unwrap();
    }
    desk
}

#[tokio::test]
async fn a_place_is_told_once_until_it_changes_and_then_after_a_pause() {
    let bench = Bench::sqlite().await;
    let desk = three_wait(&bench).await;
    assert_eq!(told(&desk).await, places(&[("r-1", 1), ("r-2", 2), ("r-3", 3)]));
    desk.revoke("r-1", "").await.unwrap();
    assert!(told(&desk).await.is_empty(), "they have just heard");
    bench.clock.advance(3_000);
    assert_eq!(told(&desk).await, places(&[("r-2", 1), ("r-3", 2)]));
    bench.clock.advance(59_999);
    assert!(told(&desk).await.is_empty(), "nothing changed");
    bench.clock.advance(1);
    assert_eq!(told(&desk).await, places(&[("r-2", 1), ("r-3", 2)]), "a page that was opened anew may have missed it");
}

#[tokio::test]
async fn who_rings_at_a_desk_stands_nowhere_and_who_was_taken_hears_nothing_more() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": 1 })).await.unwrap();
    desk.queue("support", json!({ "name": "Support", "mrdId": "chat" })).await.unwrap();
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2")] {
        desk.assign(request, conversation).await.unwrap();
    }
    assert_eq!(told(&desk).await.len(), 2);
    desk.ready("a").await;
    bench.clock.advance(3_000);
    assert_eq!(told(&desk).await, places(&[("r-1", 0), ("r-2", 1)]));
    bench.clock.advance(50_000);
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-1", "a", &task).await.unwrap();
    bench.clock.advance(10_000);
    assert_eq!(told(&desk).await, places(&[("r-2", 1)]));
}

#[tokio::test]
async fn the_wait_comes_with_the_place_as_soon_as_something_is_known_and_within_what_the_queue_lets_be_told() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": 1 })).await.unwrap();
    let queue = json!({ "name": "Support", "mrdId": "chat", "ewtMaxSeconds": 600 });
    desk.queue("support", queue).await.unwrap();
    desk.ready("a").await;
    desk.assign("r-0", "c-0").await.unwrap();
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-0", "a", &task).await.unwrap();
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2"), ("r-3", "c-3"), ("r-4", "c-4")] {
        desk.assign(request, conversation).await.unwrap();
    }
    assert!(sweep(&desk).await.iter().all(|told| told.wait.unwrap().estimate.is_none()), "no task has ended yet");
    bench.clock.advance(240_000);
    desk.leave("l-0", "a", &task).await.unwrap();
    bench.clock.advance(3_000);
    let waits: Vec<_> = sweep(&desk).await.into_iter().filter_map(|told| told.wait).filter(|wait| wait.position > 0).collect();
    assert_eq!(waits.iter().map(|wait| wait.position).collect::<Vec<_>>(), [1, 2, 3]);
    let likely: Vec<_> = waits.iter().map(|wait| wait.estimate.unwrap().likely_ms).collect();
    assert!((230_000..260_000).contains(&likely[0]) && (470_000..510_000).contains(&likely[1]), "{likely:?}");
    assert_eq!(likely[2], 600_000, "the queue's most");
}

#[tokio::test]
async fn a_long_line_is_told_in_pieces_and_the_further_back_the_seldomer() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    for number in 0..620 {
        desk.assign(&format!("r-{number}"), &format!("c-{number}")).await.unwrap();
    }
    let first = told(&desk).await;
    assert_eq!((first.len(), first[0].1, first[499].1), (500, 1, 500));
    let second = told(&desk).await;
    assert_eq!((second.len(), second[0].1), (120, 501), "who has heard nothing comes first");
    desk.revoke("r-0", "").await.unwrap();
    bench.clock.advance(3_000);
    let front = told(&desk).await;
    assert_eq!((front.len(), front[9].1), (10, 10), "everybody moved up; who stands tenth or nearer hears at once");
    bench.clock.advance(27_000);
    assert_eq!(told(&desk).await.last().map(|(_, place)| *place), Some(100));
}

#[tokio::test]
async fn what_agents_ask_of_one_another_is_no_customers_wait() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": 1 })).await.unwrap();
    desk.queue("support", json!({ "name": "Support", "mrdId": "chat" })).await.unwrap();
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-1", "a", &task).await.unwrap();
    let consult = InviteAgentRequest {
        request_id: "i-1".to_owned(),
        agent_id: "a".to_owned(),
        task_id: task,
        to_queue: "support".to_owned(),
        ..InviteAgentRequest::default()
    };
    ops::invite_agent::invite_agent(&desk.state, &desk.tenant, consult).await.unwrap();
    desk.assign("r-2", "c-2").await.unwrap();
    assert_eq!(told(&desk).await.iter().map(|(request, _)| request.as_str()).collect::<Vec<_>>(), ["r-2"]);
}
