//! What was, from the log: explanations of past decisions, and the log decided again.

use routing_core::{EventKind, Obstacle, RequestId};
use serde_json::json;

use super::{Bench, Desk, on_both_engines};
use crate::cli::{lines, parse};
use crate::key::key;
use crate::ops::explain_request::explain_request;
use crate::replay::{read_all, replay};
use crate::store::Covers;

on_both_engines! {
    a_waiting_request_and_every_past_offer_are_explained
    a_past_decision_is_explained_after_the_log_was_shortened
    a_log_is_decided_again_event_by_event
}

/// Two agents, of whom one speaks enough English for the first step.
async fn furnish(desk: &Desk) {
    desk.mrd("chat", json!({ "name": "Chat", "maxRequests": 1 })).await.unwrap();
    desk.attribute("english", json!({ "name": "English (C1)", "type": "PROFICIENCY_LEVEL" })).await.unwrap();
    let steps = json!([{ "waitSeconds": 30, "expression": "attr(\"English (C1)\") >= 7" }, { "expression": "true" }]);
    desk.queue("support", json!({ "name": "Support", "mrdId": "chat", "steps": steps, "ttlSeconds": 600 })).await.unwrap();
    desk.agent_doc("a", json!({ "name": "Ann", "attributes": { "English (C1)": 9 } })).await.unwrap();
    desk.agent_doc("b", json!({ "name": "Bob", "attributes": { "English (C1)": 4 } })).await.unwrap();
}

/// Ann does not answer, Bob gets it when the second step opens.
async fn one_story(bench: &Bench, desk: &Desk) {
    desk.ready("a").await;
    desk.ready("b").await;
    desk.assign("r-1", "c-1").await.unwrap();
    bench.clock.advance(60_000);
    assert_eq!(desk.agent("a").await.mrds[0].reason, "RONA");
    let task = desk.task("b").await.unwrap();
    desk.accept("x-1", "b", &task.id).await.unwrap();
}

async fn a_waiting_request_and_every_past_offer_are_explained(bench: &Bench) {
    let desk = bench.open();
    furnish(&desk).await;
    desk.ready("b").await;
    desk.assign("r-0", "c-0").await.unwrap();
    let told = explain_request(&desk.state, &desk.tenant, "r-0", None).await.unwrap();
    let why = told.story.now.as_ref().unwrap();
    assert!(matches!(
        why.agents.iter().find(|case| case.logged_in).unwrap().obstacles.as_slice(),
        [Obstacle::Steps { later: Some(2), .. }]
    ));
    let sentence = told.story.sentence(&told.names);
    assert!(sentence.starts_with("Waits in Support at place 1 (step 1 of 2, the next step opens in 30 s): of 2 agents"), "{sentence}");
    let shown = told.story.json("r-0", &told.names, 10);
    let ruled_out = shown["waiting"]["ruledOut"].as_array().unwrap();
    let bob = ruled_out.iter().find(|agent| agent["id"] == "b").unwrap();
    let term = &bob["obstacles"][0]["failed"][0]["terms"][0];
    assert_eq!((&term["term"], &term["has"]), (&json!("attr(\"English (C1)\") >= 7"), &json!(4)), "{shown}");

    desk.revoke("r-0", "").await.unwrap();
    desk.logout("o-1", "b").await.unwrap();
    one_story(bench, &desk).await;
    let before = bench.clock.now();
    bench.clock.advance(1_000_000);
    let told = explain_request(&desk.state, &desk.tenant, "r-1", None).await.unwrap();
    let agents: Vec<_> = told.story.decisions.iter().map(|decision| told.names.agent(decision.agent).id).collect();
    assert_eq!((agents, told.story.now.is_none()), (vec!["a".to_owned(), "b".to_owned()], true));
    assert!(told.story.decisions.iter().all(|decision| decision.why.derived_choice() == Some(decision.agent)));
    let last = &told.story.decisions[1].why;
    assert!(last.agents.iter().any(|case| case.obstacles.iter().any(|obstacle| obstacle.name() == "COOLING_OFF")), "{last:?}");
    let early = explain_request(&desk.state, &desk.tenant, "r-1", Some(before - 60_000)).await.unwrap();
    assert_eq!(early.story.decisions.len(), 1);
    let unknown = explain_request(&desk.state, &desk.tenant, "r-9", None).await;
    assert!(unknown.is_err_and(|error| error.to_string() == "there is no request \"r-9\""));
}

async fn snapshot(bench: &Bench, desk: &Desk, keep_from: i64) {
    // What is still to be committed is in no snapshot.
    desk.line().await;
    let look = desk.state.engine.look(&desk.tenant, |turn| Ok((turn.room.told.snapshot(), turn.room.idx, turn.room.epoch)));
    let (snapshot, idx, epoch) = look.await.unwrap();
    let covers = Covers { epoch, idx, at: bench.clock.now(), keep_from };
    desk.state.engine.store().save_snapshot(&desk.tenant, covers, &snapshot).await.unwrap();
}

async fn a_past_decision_is_explained_after_the_log_was_shortened(bench: &Bench) {
    let desk = bench.open();
    furnish(&desk).await;
    bench.clock.advance(1_000);
    snapshot(bench, &desk, 0).await;
    bench.clock.advance(1_000);
    one_story(bench, &desk).await;
    bench.clock.advance(1_000);
    let (keep, store) = (bench.clock.now() - 62_000, desk.state.engine.store());
    snapshot(bench, &desk, keep).await;
    assert!(store.rows(&desk.tenant, 0, 1).await.unwrap()[0].idx > 1, "the log was not shortened");
    let told = explain_request(&desk.state, &desk.tenant, "r-1", None).await.unwrap();
    assert_eq!(told.story.decisions.len(), 2);
    let (head, rows) = read_all(store, &desk.tenant).await.unwrap();
    let report = replay(&head, &rows);
    assert_eq!((report.difference, report.faults), (None, Vec::new()));
}

async fn a_log_is_decided_again_event_by_event(bench: &Bench) {
    let desk = bench.open();
    furnish(&desk).await;
    one_story(bench, &desk).await;
    // A restart is a command like any other.
    let desk = bench.open();
    desk.presence("b", "session-b", true).await.unwrap();
    let (head, rows) = read_all(desk.state.engine.store(), &desk.tenant).await.unwrap();
    let report = replay(&head, &rows);
    assert_eq!((report.difference.as_deref(), report.faults.len(), report.folded), (None, 0, 0));
    assert_eq!((report.offers, report.decided, report.rows), (2, rows.len(), rows.len()));

    let (again_head, again) = parse(&lines(&head, &rows).unwrap()).unwrap();
    assert_eq!((replay(&again_head, &again), &again), (report.clone(), &rows));

    let mut folded = rows.clone();
    for row in &mut folded {
        row.commands = None;
    }
    let without = replay(&head, &folded);
    assert_eq!((without.difference, without.hash, without.folded), (None, report.hash.clone(), rows.len()));

    let mut forged = rows.clone();
    for event in forged.iter_mut().flat_map(|row| &mut row.events) {
        if let EventKind::Offered { agent, request, .. } = &mut event.kind
            && *request == RequestId(key("r-1"))
        {
            *agent = crate::catalogue::Agent::id("b");
        }
    }
    assert!(replay(&head, &forged).difference.unwrap().contains("decided"));
    for row in &mut forged {
        row.commands = None;
    }
    assert!(replay(&head, &forged).difference.unwrap().contains("the choice is"));
    let gap: Vec<_> = rows.iter().filter(|row| row.idx != 3).cloned().collect();
    assert_eq!(replay(&head, &gap).difference.unwrap(), "row 4 comes where 3 was expected");
}

#[test]
fn what_is_no_exported_log_is_refused_with_its_line() {
    assert_eq!(parse("").unwrap_err(), "1: the file is empty");
    assert!(parse("{}").unwrap_err().starts_with("1: is no head"));
    let head = r#"{"format":"switchboard-routing-log","version":1,"idx":0,"snapshot":null}"#;
    assert!(parse(&head.replace(":1", ":9")).unwrap_err().contains("reads up to 1"));
    assert!(parse(&head.replace("routing", "cooking")).unwrap_err().contains("no exported routing log"));
    assert!(parse(&format!("{head}\n\n{{\"idx\":1}}")).unwrap_err().starts_with("3: "));
    assert!(parse(head).unwrap().1.is_empty());
}

/// What the first release that kept commands decided in a day that has everything in it. Never changed: a build that decides otherwise must
/// be able to say why, and then keeps the old way for old logs.
#[test]
fn the_golden_log_is_decided_the_same_for_ever() {
    let golden = |name: &str| std::fs::read_to_string(format!("{}/src/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let (head, rows) = parse(&golden("log-1.jsonl")).unwrap();
    let report = replay(&head, &rows);
    assert_eq!((report.difference.as_deref(), report.faults.len()), (None, 0));
    assert_eq!(report.hash, golden("log-1.hash").trim());
    assert!(report.offers > 20 && report.decided == rows.len(), "{report:?}");
}
