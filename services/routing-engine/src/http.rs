//! Route → operation.

mod board;
mod commands;

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use axum::http::HeaderMap;
use contracts::routing_engine::{ChangeRequestRequest, FlushQueueRequest, GetAgentRequest, SetAgentStateRequest};
use errors::Fault;
use ids::{Ms, Role, parse_rfc3339, rfc3339};
use runtime::objects::Access;
use runtime::{Api, Caller, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::{IntoParams, ToSchema};

use crate::catalogue::Queue;
use crate::error::Error;
use crate::http::commands::command;
use crate::{State, ops, shown};

const READERS: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];
const LEADERS: &[Role] = &[Role::Supervisor, Role::Admin];

pub(crate) fn router(state: &State) -> Api {
    let catalogue = state.engine.catalogue();
    Api::new()
        .routes(routes!(queue))
        .routes(routes!(flush))
        .routes(routes!(agent))
        .routes(routes!(request))
        .routes(routes!(explanation))
        .routes(routes!(estimates))
        .routes(routes!(change))
        .routes(routes!(agent_state))
        .routes(routes!(check))
        .routes(routes!(check_queue))
        .routes(routes!(check_expression))
        .with_state(state.clone())
        .merge(board::router(state))
        .merge(commands::router(state))
        .merge(catalogue.mrds.routes("/routing-engine/v1/mrds", Access::ADMIN_WRITES))
        .merge(catalogue.attributes.routes("/routing-engine/v1/attributes", Access::ADMIN_WRITES))
        .merge(catalogue.settings.routes("/routing-engine/v1/settings", Access::ADMIN_WRITES))
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
            let mut shown = shown::request(request);
            shown["ageMs"] = now.saturating_sub(request.enqueued_at_ms).max(0).into();
            shown
        })
        .collect();
    Ok(Json(json!({
        "id": view.id, "name": view.name, "mrdId": view.mrd_id, "waiting": view.waiting, "longestWaitMs": view.longest_wait_ms,
        "requests": waiting, "availableAgents": agents, "estimatedWait": view.estimate.as_ref().map(shown::wait),
    })))
}

/// Ends all requests that wait in a queue.
#[utoipa::path(post, path = "/routing-engine/v1/queues/{id}/flush", params(("id" = String, Path)), responses((status = 200, description = "Ends all requests that wait in a queue", body = Value)))]
async fn flush(Extract(state): Extract<State>, caller: Caller, headers: HeaderMap, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let request = FlushQueueRequest { request_id: command(&headers, &caller)?, queue: id };
    let flushed = ops::flush_queue::flush_queue(&state, &caller.principal.tenant, request).await?;
    Ok(Json(json!({ "flushed": flushed.flushed })))
}

/// An agent’s states and tasks.
#[utoipa::path(get, path = "/routing-engine/v1/agents/{id}/state", params(("id" = String, Path)), responses((status = 200, description = "An agent’s states and tasks", body = Value)))]
async fn agent(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let found = ops::get_agent::get_agent(&state, &caller.principal.tenant, GetAgentRequest { agent_id: id }).await?;
    Ok(Json(shown::agent(&found.agent.unwrap_or_default())))
}

/// A request, or how it ended.
#[utoipa::path(get, path = "/routing-engine/v1/requests/{id}", params(("id" = String, Path)), responses((status = 200, description = "A request, or how it ended", body = Value)))]
async fn request(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let (request, closed) = ops::get_request::get_request(&state, &caller.principal.tenant, id).await?;
    let mut shown = shown::request(&request);
    if let Some(closed) = closed {
        shown["reasonCode"] = closed.reason.into();
        shown["closedAt"] = rfc3339(closed.at).into();
    }
    Ok(Json(shown))
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Moment {
    /// As of an instant, such as 2026-05-01T09:30:00Z; else as of now.
    at: Option<String>,
    /// Every agent, however many.
    #[serde(default)]
    all: bool,
}

impl Moment {
    fn at(&self) -> errors::Result<Option<Ms>> {
        let malformed = || Fault::from(Error::Malformed { field: "at", problem: "is no instant such as 2026-05-01T09:30:00Z" });
        self.at.as_deref().map(|text| parse_rfc3339(text).ok_or_else(malformed)).transpose()
    }
}

/// Why a request waits, or why it went to whom it went: a sentence for agents, everything for those who lead them.
#[utoipa::path(get, path = "/routing-engine/v1/requests/{id}/explanation", params(("id" = String, Path)), responses((status = 200, description = "A sentence for agents; candidates, obstacles and orders of every decision for supervisors", body = Value)))]
async fn explanation(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    Query(moment): Query<Moment>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let told = ops::explain_request::explain_request(&state, &caller.principal.tenant, &id, moment.at()?).await?;
    if caller.require(LEADERS).is_err() {
        return Ok(Json(json!({ "requestId": id, "sentence": told.story.sentence(&told.names) })));
    }
    Ok(Json(told.story.json(&id, &told.names, if moment.all { usize::MAX } else { ops::explain_request::LISTED })))
}

/// How good the estimates of waits were.
#[utoipa::path(get, path = "/routing-engine/v1/estimates", responses((status = 200, description = "Measured waits, hits and errors of each queue", body = Value)))]
async fn estimates(Extract(state): Extract<State>, caller: Caller) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    Ok(Json(ops::measure_estimates::measure_estimates(&state, &caller.principal.tenant).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RequestChange {
    /// 1 to 10.
    priority: Option<u8>,
    /// Id or name of a queue of the same media routing domain.
    queue: Option<String>,
}

/// Gives a waiting request another priority or another queue.
#[utoipa::path(post, path = "/routing-engine/v1/requests/{id}/change", params(("id" = String, Path)), request_body = RequestChange, responses((status = 200, description = "The request as it is now", body = Value)))]
async fn change(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<RequestChange>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    if wanted.priority.is_none() && wanted.queue.is_none() {
        return Err(Error::Malformed { field: "priority", problem: "or a queue is needed" }.into());
    }
    if wanted.priority == Some(0) {
        return Err(Error::Malformed { field: "priority", problem: "is 1 to 10" }.into());
    }
    let request = ChangeRequestRequest {
        request_id: command(&headers, &caller)?,
        target_request_id: id,
        priority: wanted.priority.unwrap_or_default().into(),
        queue: wanted.queue.unwrap_or_default(),
    };
    let changed = ops::change_request::change_request(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::request(&changed.request.unwrap_or_default())))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct StateChange {
    /// READY or `NOT_READY`.
    state: String,
    #[serde(default)]
    reason: String,
}

/// A supervisor moves an agent's global switch.
#[utoipa::path(post, path = "/routing-engine/v1/agents/{id}/state", params(("id" = String, Path)), request_body = StateChange, responses((status = 200, description = "The agent as it is now", body = Value)))]
async fn agent_state(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<StateChange>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let request =
        SetAgentStateRequest { request_id: command(&headers, &caller)?, agent_id: id, state: wanted.state, reason: wanted.reason };
    let changed = ops::set_agent_state::set_agent_state(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::agent(&changed.agent.unwrap_or_default())))
}

/// What is wrong with the rules as they are.
#[utoipa::path(get, path = "/routing-engine/v1/check", responses((status = 200, description = "Findings, faults before warnings", body = Value)))]
async fn check(Extract(state): Extract<State>, caller: Caller) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    Ok(Json(ops::check_rules::check_rules(&state, &caller.principal.tenant).await?))
}

/// What would be wrong with a queue, and how many agents each of its steps would reach. Nothing is saved.
#[utoipa::path(post, path = "/routing-engine/v1/queues/{id}/check", params(("id" = String, Path)), request_body = Queue, responses((status = 200, description = "Violations of the queue itself, findings of all rules that concern it, and the reach of each step", body = Value)))]
async fn check_queue(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    Json(queue): Json<Queue>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    Ok(Json(ops::check_rules::check_queue(&state, &caller.principal.tenant, &id, queue).await?))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Expression {
    expression: String,
}

/// Where an expression is wrong, or which agents satisfy it.
#[utoipa::path(post, path = "/routing-engine/v1/expressions/check", request_body = Expression, responses((status = 200, description = "The fault with its column, or the expression as it is read with the agents who satisfy it", body = Value)))]
async fn check_expression(Extract(state): Extract<State>, caller: Caller, Json(wanted): Json<Expression>) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    Ok(Json(ops::check_rules::check_expression(&state, &caller.principal.tenant, &wanted.expression).await?))
}
