//! Many at once, through the shell: the third of the acceptance list.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::future::{join, join_all};
use serde_json::json;

use super::{Bench, Desk, on_both_engines};

const CALLERS: usize = 50;
const EACH: usize = 20;
const AGENTS: usize = 100;
/// Tasks an agent may hold.
const MOST: usize = 2;

/// An agent who signs in for the first time, takes what rings, is done with it at once, and goes for a coffee now and then, until everybody is served.
async fn works(desk: &Desk, number: usize, done: &AtomicUsize) {
    let id = format!("a-{number}");
    desk.ready(&id).await;
    let mut turn = number;
    while done.load(Ordering::Relaxed) < CALLERS * EACH {
        turn += 1;
        if turn.is_multiple_of(7) {
            let away = !turn.is_multiple_of(2);
            desk.set(&ids::new_id(), &id, if away { "NOT_READY" } else { "READY" }).await.unwrap();
        }
        for task in desk.agent(&id).await.tasks {
            if task.state == "RESERVED" {
                desk.accept(&ids::new_id(), &id, &task.id).await.unwrap();
            } else {
                desk.leave(&ids::new_id(), &id, &task.id).await.unwrap();
                done.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

async fn asks(desk: &Desk, caller: usize) {
    for number in 0..EACH {
        let id = format!("{caller}-{number}");
        desk.assign(&format!("r-{id}"), &format!("c-{id}")).await.unwrap();
    }
}

async fn a_thousand_requests_of_fifty_callers_are_each_served_once_by_a_hundred_agents_who_come_and_go(bench: &Bench) {
    let desk = bench.open();
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": MOST })).await.unwrap();
    desk.queue("support", json!({ "name": "Support", "mrdId": "chat" })).await.unwrap();
    let done = AtomicUsize::new(0);
    let agents = join_all((0..AGENTS).map(|agent| works(&desk, agent, &done)));
    join(join_all((0..CALLERS).map(|caller| asks(&desk, caller))), agents).await;
    held(&desk).await;
}

/// No agent ever held more than allowed, and every request was accepted once and is over.
async fn held(desk: &Desk) {
    let (mut held, mut accepted, mut over) = (BTreeMap::<_, BTreeSet<_>>::new(), BTreeMap::<_, usize>::new(), BTreeSet::new());
    for task in desk.task_reports().await.into_iter().filter_map(|report| report.task).filter(|task| !task.id.is_empty()) {
        let own = held.entry(task.agent_id.clone()).or_default();
        match task.state.as_str() {
            "RESERVED" => assert!(own.insert(task.id), "rung twice"),
            "ACTIVE" => *accepted.entry(task.request_id).or_default() += 1,
            "CLOSED" => {
                assert!(own.remove(&task.id), "closed twice");
                assert!(over.insert(task.request_id), "a request ends once");
            }
            other => panic!("{other}"),
        }
        assert!(own.len() <= MOST, "{} holds {own:?}", task.agent_id);
    }
    assert!(accepted.values().all(|times| *times == 1));
    assert_eq!((accepted.len(), over.len()), (CALLERS * EACH, CALLERS * EACH));
    let loads = desk.agent_reports().await.into_iter().filter_map(|report| report.agent).flat_map(|agent| agent.mrds);
    assert!(loads.into_iter().all(|mrd| mrd.load <= mrd.max));
}

on_both_engines! {
    a_thousand_requests_of_fifty_callers_are_each_served_once_by_a_hundred_agents_who_come_and_go
}
