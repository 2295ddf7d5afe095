//! Offers and tasks: accept, decline, leave, wrap up, hand over.

use std::sync::Arc;

use contracts::conversation_manager::{WrapUp, change::Kind};
use contracts::routing_engine::{
    AcceptTaskRequest, DeclineTaskRequest, FinishWrapUpRequest, LeaveTaskRequest, ListQueuesRequest, TransferTaskRequest,
};
use errors::Fault;
use runtime::call;
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::Desk;
use crate::{board, show};

/// Characters of a wrap-up note.
const MAX_NOTE: usize = 4_096;

pub(super) async fn accept(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task_id = text(&payload, "taskId")?.to_owned();
    // The task's id makes a second click the same request.
    let request = AcceptTaskRequest { request_id: format!("{task_id}:accept"), agent_id: desk.agent_id().to_owned(), task_id };
    let task = state.core.routing().accept_task(call(&desk.principal, request)).await?.into_inner().task.unwrap_or_default();
    Ok(json!({ "task": show::task(&task) }))
}

pub(super) async fn decline(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task_id = text(&payload, "taskId")?.to_owned();
    let reason = payload["reason"].as_str().unwrap_or_default().to_owned();
    let request = DeclineTaskRequest { request_id: format!("{task_id}:decline"), agent_id: desk.agent_id().to_owned(), task_id, reason };
    state.core.routing().decline_task(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

pub(super) async fn leave(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task = desk.task(text(&payload, "conversationId")?)?;
    let request = LeaveTaskRequest {
        request_id: format!("{}:leave", task.id),
        agent_id: desk.agent_id().to_owned(),
        task_id: task.id,
        wrap_up: payload["wrapUp"].as_bool().unwrap_or(true),
    };
    state.core.routing().leave_task(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

pub(super) async fn apply_wrap_up(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = text(&payload, "conversationId")?;
    desk.working_task(conversation_id)?;
    let change = wrap_up(&desk, &payload)?.ok_or_else(|| Fault::invalid("MALFORMED", "a wrap-up needs codes or a note"))?;
    state.core.append(&desk.principal, conversation_id, &ids::new_id(), change).await?;
    Ok(json!({}))
}

pub(super) async fn finish_wrap_up(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = text(&payload, "conversationId")?;
    let task = desk.task(conversation_id)?;
    let change = if payload["skip"].as_bool().unwrap_or_default() { None } else { wrap_up(&desk, &payload)? };
    let applied = change.is_some();
    if let Some(change) = change {
        // The note is durable before the task closes.
        state.core.append(&desk.principal, conversation_id, &format!("{}:wrap-up", task.id), change).await?;
    }
    let request =
        FinishWrapUpRequest { request_id: format!("{}:finish", task.id), agent_id: desk.agent_id().to_owned(), task_id: task.id, applied };
    state.core.routing().finish_wrap_up(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

/// Codes and note as a change; none if neither was given.
fn wrap_up(desk: &Desk, payload: &Value) -> errors::Result<Option<Kind>> {
    let codes = payload["wrapups"].as_array().cloned().unwrap_or_default();
    let note = payload["note"].as_str().unwrap_or_default();
    if codes.len() > 5 || note.chars().count() > MAX_NOTE {
        return Err(Fault::invalid("MALFORMED", "a wrap-up has at most 5 codes and a note of 4,096 characters"));
    }
    if codes.is_empty() && note.is_empty() {
        return Ok(None);
    }
    let body = json!({ "type": "WRAPUP", "wrapups": codes, "note": note });
    Ok(Some(Kind::WrapUp(WrapUp { agent_id: desk.agent_id().to_owned(), body_json: body.to_string().into_bytes() })))
}

pub(super) async fn transfer(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task = desk.working_task(text(&payload, "conversationId")?)?;
    let given = |key: &str| payload[key].as_str().unwrap_or_default().to_owned();
    let request = TransferTaskRequest {
        request_id: ids::new_id(),
        agent_id: desk.agent_id().to_owned(),
        task_id: task.id,
        to_queue: given("toQueue"),
        to_agent_id: given("toAgentId"),
        note: given("note"),
    };
    state.core.routing().transfer_task(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

pub(super) async fn list_queues(state: State, desk: Arc<Desk>, _: Value) -> errors::Result<Value> {
    let answer = state.core.routing().list_queues(call(&desk.principal, ListQueuesRequest::default())).await?.into_inner();
    let queue = |queue: &contracts::routing_engine::QueueView| {
        let agents: Vec<_> = queue.available_agents.iter().map(|agent| json!({ "id": agent.id, "name": agent.name })).collect();
        json!({
            "id": queue.id, "name": queue.name, "mrdId": queue.mrd_id, "waiting": queue.waiting, "longestWaitMs": queue.longest_wait_ms,
            "availableAgents": agents, "estimatedWait": queue.estimate.as_ref().map(board::wait),
        })
    };
    Ok(json!({ "queues": answer.queues.iter().map(queue).collect::<Vec<_>>() }))
}
