//! Named agents, consultations, joins, lists, and what a supervisor does with those who wait.

use contracts::routing_engine::{
    AssignResourceRequest, ChangeRequestRequest, ConvertConsultationRequest, FetchRequestRequest, InviteAgentRequest,
    JoinConversationRequest, WithdrawInvitationRequest,
};
use routing_core::Refusal;
use serde_json::json;

use super::{Bench, Desk};
use crate::error::Error;
use crate::ops;

async fn named(desk: &Desk, id: &str, agent: &str, fallback: &str) -> Result<String, Error> {
    let request = AssignResourceRequest {
        request_id: id.to_owned(),
        conversation_id: format!("c-{id}"),
        queue: "support".to_owned(),
        agent_id: agent.to_owned(),
        agent_fallback: fallback.to_owned(),
        ..AssignResourceRequest::default()
    };
    ops::assign_resource::assign_resource(&desk.state, &desk.tenant, request).await.map(|answer| answer.request.unwrap().state)
}

#[tokio::test]
async fn a_last_agent_is_waited_for_and_one_who_left_the_company_is_passed_over() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.login("b", "session-b").await;
    assert_eq!(named(&desk, "r-1", "b", "").await.unwrap(), "QUEUED");
    bench.clock.advance(19_999);
    assert!(desk.task("a").await.is_none());
    bench.clock.advance(1);
    assert_eq!(desk.task("a").await.unwrap().request_id, "r-1");
    assert_eq!(named(&desk, "r-2", "nobody", "").await.unwrap(), "QUEUED");
    assert!(matches!(named(&desk, "r-3", "nobody", "CLOSE").await, Err(Error::NotFound { what: "agent", .. })));
    assert!(matches!(named(&desk, "r-4", "b", "DANCE").await, Err(Error::Malformed { field: "agent_fallback", .. })));
}

/// Agent a works with a customer; b is free.
async fn working(bench: &Bench) -> (Desk, String) {
    let desk = bench.open();
    desk.configure().await;
    desk.ready("a").await;
    desk.assign("r-1", "c-1").await.unwrap();
    let task = desk.task("a").await.unwrap().id;
    desk.accept("x-1", "a", &task).await.unwrap();
    bench.clock.advance(1);
    desk.ready("b").await;
    (desk, task)
}

async fn invite(desk: &Desk, id: &str, task: &str, direction: &str) -> Result<String, Error> {
    let request = InviteAgentRequest {
        request_id: id.to_owned(),
        agent_id: "a".to_owned(),
        task_id: task.to_owned(),
        to_agent_id: "b".to_owned(),
        note: "Look at this".to_owned(),
        direction: direction.to_owned(),
        ..InviteAgentRequest::default()
    };
    ops::invite_agent::invite_agent(&desk.state, &desk.tenant, request).await.map(|answer| answer.request.unwrap().state)
}

#[tokio::test]
async fn a_consultation_becomes_a_transfer() {
    let bench = Bench::sqlite().await;
    let (desk, task) = working(&bench).await;
    assert_eq!(invite(&desk, "i-1", &task, "").await.unwrap(), "RESERVED");
    assert_eq!(invite(&desk, "i-1", &task, "").await.unwrap(), "RESERVED", "the same again");
    assert!(matches!(invite(&desk, "i-2", &task, "INBOUND").await, Err(Error::Refused(Refusal::BadDirection))));
    let consult = desk.task("b").await.unwrap();
    assert_eq!((consult.direction.as_str(), consult.card.unwrap().note.as_str()), ("CONSULT", "Look at this"));
    desk.accept("x-2", "b", &consult.id).await.unwrap();
    let convert = |id: &str| ConvertConsultationRequest {
        request_id: id.to_owned(),
        agent_id: "a".to_owned(),
        task_id: task.clone(),
        consult_task_id: consult.id.clone(),
        direction: String::new(),
    };
    ops::convert_consultation::convert_consultation(&desk.state, &desk.tenant, convert("v-1")).await.unwrap();
    assert_eq!(desk.task("b").await.unwrap().direction, "CONSULT_TRANSFER");
    assert_eq!(desk.task("a").await.unwrap().state, "WRAP_UP");
    let late = ops::convert_consultation::convert_consultation(&desk.state, &desk.tenant, convert("v-2")).await;
    assert!(matches!(late, Err(Error::Refused(Refusal::NotActive))));
}

#[tokio::test]
async fn a_supervisor_barges_in_and_is_not_rung() {
    let bench = Bench::sqlite().await;
    let (desk, _) = working(&bench).await;
    let join = |id: &str, direction: &str| JoinConversationRequest {
        request_id: id.to_owned(),
        agent_id: "b".to_owned(),
        conversation_id: "c-1".to_owned(),
        direction: direction.to_owned(),
    };
    let rung = ops::join_conversation::join_conversation(&desk.state, &desk.tenant, join("j-1", "CONSULT")).await;
    assert!(matches!(rung, Err(Error::Refused(Refusal::BadDirection))));
    let before = desk.reports().await.len();
    let joined = ops::join_conversation::join_conversation(&desk.state, &desk.tenant, join("j-2", "BARGE_IN")).await.unwrap();
    assert_eq!(joined.task.unwrap().state, "ACTIVE");
    assert_eq!(desk.reports().await[before..], ["TASK_STATE_CHANGED ACTIVE"]);
}

#[tokio::test]
async fn who_only_listens_has_nothing_to_write_up() {
    let bench = Bench::sqlite().await;
    let (desk, _) = working(&bench).await;
    let request = JoinConversationRequest {
        request_id: "j-1".to_owned(),
        agent_id: "b".to_owned(),
        conversation_id: "c-1".to_owned(),
        direction: "SILENT_MONITOR".to_owned(),
    };
    let joined = ops::join_conversation::join_conversation(&desk.state, &desk.tenant, request).await.unwrap().task.unwrap();
    assert_eq!((joined.state.as_str(), joined.direction.as_str()), ("ACTIVE", "SILENT_MONITOR"));
    desk.release("l-1", "c-1").await.unwrap();
    assert!(desk.task("b").await.is_none(), "let go at once");
    assert_eq!(desk.task("a").await.unwrap().state, "WRAP_UP");
}

#[tokio::test]
async fn an_invitation_is_withdrawn_by_who_made_it_and_by_nobody_else() {
    let bench = Bench::sqlite().await;
    let (desk, task) = working(&bench).await;
    invite(&desk, "i-1", &task, "DIRECT_CONFERENCE").await.unwrap();
    let withdraw = |id: &str, agent: &str, task: &str, target: &str| WithdrawInvitationRequest {
        request_id: id.to_owned(),
        agent_id: agent.to_owned(),
        task_id: task.to_owned(),
        target_request_id: target.to_owned(),
    };
    let rings = desk.task("b").await.unwrap().id;
    for (id, agent, of, target, refusal) in [
        ("w-1", "b", task.as_str(), "i-1", Refusal::UnknownTask),
        ("w-2", "a", task.as_str(), "r-1", Refusal::NotYours),
        ("w-3", "b", rings.as_str(), "i-1", Refusal::NotYours),
    ] {
        let refused = ops::withdraw_invitation::withdraw_invitation(&desk.state, &desk.tenant, withdraw(id, agent, of, target)).await;
        assert!(matches!(&refused, Err(Error::Refused(found)) if *found == refusal), "{id}: {refused:?}");
    }
    ops::withdraw_invitation::withdraw_invitation(&desk.state, &desk.tenant, withdraw("w-4", "a", &task, "i-1")).await.unwrap();
    assert!(desk.task("b").await.is_none(), "it stopped ringing");
    assert_eq!(desk.task("a").await.unwrap().state, "ACTIVE");
}

#[tokio::test]
async fn a_list_is_fetched_from_and_a_waiting_request_brought_forward_and_moved() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.queue("list", json!({ "name": "List", "mrdId": "chat", "mode": "PULL" })).await.unwrap();
    for (request, conversation) in [("r-1", "c-1"), ("r-2", "c-2")] {
        desk.assign(request, conversation).await.unwrap();
    }
    let change = |id: &str, priority, queue: &str| ChangeRequestRequest {
        request_id: id.to_owned(),
        target_request_id: "r-2".to_owned(),
        priority,
        queue: queue.to_owned(),
    };
    let changed = ops::change_request::change_request(&desk.state, &desk.tenant, change("h-1", 9, "")).await.unwrap().request.unwrap();
    assert_eq!((changed.priority, changed.position), (9, 1));
    assert_eq!(desk.line().await, ["r-2", "r-1"]);
    assert!(matches!(
        ops::change_request::change_request(&desk.state, &desk.tenant, change("h-2", 12, "")).await,
        Err(Error::Refused(Refusal::BadPriority))
    ));
    let moved = ops::change_request::change_request(&desk.state, &desk.tenant, change("h-3", 0, "List")).await.unwrap().request.unwrap();
    assert_eq!((moved.queue_id.as_str(), moved.state.as_str()), ("list", "QUEUED"));
    desk.login("a", "session-a").await;
    let fetch = |id: &str, target: &str| FetchRequestRequest {
        request_id: id.to_owned(),
        agent_id: "a".to_owned(),
        target_request_id: target.to_owned(),
    };
    let fetched = ops::fetch_request::fetch_request(&desk.state, &desk.tenant, fetch("g-1", "r-2")).await.unwrap().task.unwrap();
    assert_eq!((fetched.state.as_str(), fetched.request_id.as_str()), ("ACTIVE", "r-2"));
    let offered = ops::fetch_request::fetch_request(&desk.state, &desk.tenant, fetch("g-2", "r-1")).await;
    assert!(matches!(offered, Err(Error::Refused(Refusal::NotFetched))));
}

#[tokio::test]
async fn rules_are_checked_as_they_are_and_as_they_would_be() {
    let bench = Bench::sqlite().await;
    let desk = bench.open();
    desk.configure().await;
    desk.attribute("english", json!({ "name": "english", "type": "PROFICIENCY_LEVEL" })).await.unwrap();
    desk.agent_doc("a", json!({ "name": "Ann", "attributes": { "english": 9 } })).await.unwrap();
    let clean = ops::check_rules::check_rules(&desk.state, &desk.tenant).await.unwrap();
    assert_eq!(clean, json!({ "findings": [] }));
    let steps = json!([{ "waitSeconds": 60, "expression": "english >= 5" }, { "expression": "english > 6 && english < 3" }]);
    let draft = serde_json::from_value(json!({ "name": "Sales", "mrdId": "chat", "steps": steps })).unwrap();
    let found = ops::check_rules::check_queue(&desk.state, &desk.tenant, "sales", draft).await.unwrap();
    assert_eq!(
        (&found["violations"], &found["findings"][0]["kind"], &found["findings"][0]["step"]),
        (&json!([]), &json!("CONTRADICTION"), &json!(2))
    );
    assert_eq!(found["steps"], json!([{ "matching": 1, "added": 1 }, { "matching": 0, "added": 0 }]));
    let broken = serde_json::from_value(json!({ "name": "Sales", "mrdId": "chat", "steps": [{ "expression": "english >" }] })).unwrap();
    let found = ops::check_rules::check_queue(&desk.state, &desk.tenant, "sales", broken).await.unwrap();
    assert_eq!(
        found["violations"][0],
        json!({ "field": "steps[0].expression", "message": "something is missing at the end at column 10" })
    );
    let one = ops::check_rules::check_expression(&desk.state, &desk.tenant, "english>=7").await.unwrap();
    assert_eq!(one, json!({ "ok": true, "expression": "english >= 7", "matching": 1, "agents": [{ "id": "a", "name": "Ann" }] }));
    let none = ops::check_rules::check_expression(&desk.state, &desk.tenant, "french >= 7").await.unwrap();
    assert_eq!(none["fault"], json!({ "column": 1, "message": "there is no attribute \"french\"" }));
    let looped = json!({ "name": "Loop", "mrdId": "chat", "maxWaiting": 1, "onFull": { "action": "OVERFLOW", "queueId": "loop" } });
    let refused = desk.queue("loop", looped).await.unwrap_err();
    assert_eq!(refused.code(), "OVERFLOW_LOOP");
}
