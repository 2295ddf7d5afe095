//! Route → operation.

use axum::Json;
use axum::extract::{Path, State as Extract};
use contracts::routing_engine::{Agent, GetAgentRequest, Request, Task};
use ids::{Ms, Role, rfc3339};
use runtime::objects::Access;
use runtime::{Api, Caller, routes};
use serde_json::{Value, json};

use crate::{State, ops};

const READERS: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];
const LEADERS: &[Role] = &[Role::Supervisor, Role::Admin];

pub(crate) fn router(state: &State) -> Api {
    let catalogue = state.engine.catalogue();
    Api::new()
        .routes(routes!(queue))
        .routes(routes!(flush))
        .routes(routes!(agent))
        .routes(routes!(request))
        .with_state(state.clone())
        .merge(catalogue.mrds.routes("/routing-engine/v1/mrds", Access::ADMIN_WRITES))
        .merge(catalogue.attributes.routes("/routing-engine/v1/attributes", Access::ADMIN_WRITES))
        .merge(catalogue.queues.routes("/routing-engine/v1/queues", Access::ADMIN_WRITES))
        .merge(catalogue.agents.routes("/routing-engine/v1/agents", Access::ADMIN_WRITES))
}

/// Who waits in a queue, and who could serve it.
#[utoipa::path(get, path = "/routing-engine/v1/queues/{id}/state", params(("id" = String, Path)), responses((status = 200, description = "Who waits in a queue, and who could serve it", body = Value)))]
async fn queue(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let (view, waiting) = ops::get_queue::get_queue(&state, &caller.principal.tenant, id).await?;
    let now = state.clock.now();
    let agents: Vec<_> = view.available_agents.iter().map(|agent| json!({ "id": agent.id, "name": agent.name })).collect();
    let waiting: Vec<_> = waiting
        .iter()
        .map(|request| {
            let mut shown = shown_request(request);
            shown["ageMs"] = now.saturating_sub(request.enqueued_at_ms).max(0).into();
            shown
        })
        .collect();
    Ok(Json(json!({
        "id": view.id, "name": view.name, "mrdId": view.mrd_id, "waiting": view.waiting, "longestWaitMs": view.longest_wait_ms,
        "requests": waiting, "availableAgents": agents,
    })))
}

/// Ends all requests that wait in a queue.
#[utoipa::path(post, path = "/routing-engine/v1/queues/{id}/flush", params(("id" = String, Path)), responses((status = 200, description = "Ends all requests that wait in a queue", body = Value)))]
async fn flush(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let flushed = ops::flush_queue::flush_queue(&state, &caller.principal.tenant, id).await?;
    Ok(Json(json!({ "flushed": flushed })))
}

/// An agent’s states and tasks.
#[utoipa::path(get, path = "/routing-engine/v1/agents/{id}/state", params(("id" = String, Path)), responses((status = 200, description = "An agent’s states and tasks", body = Value)))]
async fn agent(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let found = ops::get_agent::get_agent(&state, &caller.principal.tenant, GetAgentRequest { agent_id: id }).await?;
    Ok(Json(shown_agent(&found.agent.unwrap_or_default())))
}

/// A request, or how it ended.
#[utoipa::path(get, path = "/routing-engine/v1/requests/{id}", params(("id" = String, Path)), responses((status = 200, description = "A request, or how it ended", body = Value)))]
async fn request(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let (request, closed) = ops::get_request::get_request(&state, &caller.principal.tenant, id).await?;
    let mut shown = shown_request(&request);
    if let Some(closed) = closed {
        shown["reasonCode"] = closed.reason.into();
        shown["closedAt"] = rfc3339(closed.at).into();
    }
    Ok(Json(shown))
}

fn instant(at: Ms) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

fn shown_request(request: &Request) -> Value {
    json!({
        "id": request.id, "conversationId": request.conversation_id, "queueId": request.queue_id, "queueName": request.queue_name,
        "state": request.state, "priority": request.priority, "position": request.position,
        "enqueuedAt": rfc3339(request.enqueued_at_ms), "ttlAt": instant(request.ttl_at_ms),
    })
}

fn shown_agent(agent: &Agent) -> Value {
    let mrds = agent.mrds.iter().map(|mrd| {
        json!({ "mrdId": mrd.mrd_id, "name": mrd.name, "state": mrd.state, "reason": mrd.reason, "load": mrd.load, "max": mrd.max, "since": instant(mrd.since_ms) })
    });
    let mrds: Vec<Value> = mrds.collect();
    json!({
        "id": agent.id, "name": agent.name, "state": agent.state, "reason": agent.reason, "stateSince": instant(agent.state_since_ms),
        "connected": agent.connected, "mrds": mrds, "tasks": agent.tasks.iter().map(shown_task).collect::<Vec<_>>(),
    })
}

fn shown_task(task: &Task) -> Value {
    json!({
        "id": task.id, "requestId": task.request_id, "conversationId": task.conversation_id, "state": task.state,
        "queueId": task.queue_id, "queueName": task.queue_name, "mrdId": task.mrd_id, "direction": task.direction,
        "enqueuedAt": rfc3339(task.enqueued_at_ms), "offeredAt": instant(task.offered_at_ms), "deadline": instant(task.deadline_ms),
        "transferring": task.transferring,
    })
}
