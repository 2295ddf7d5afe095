//! Route → operation, for what agents and integrators do with requests and tasks. An agent acts for themselves: who is not signed in is refused.
//!
//! A repetition with the same `Idempotency-Key` of the same caller is answered the same and changes nothing again.

use axum::Json;
use axum::extract::{Path, State as Extract};
use axum::http::HeaderMap;
use contracts::routing_engine::{
    AcceptTaskRequest, AssignResourceRequest, ConvertConsultationRequest, DeclineTaskRequest, FetchRequestRequest, InviteAgentRequest,
    JoinConversationRequest, RevokeResourceRequest, TaskCard, TransferTaskRequest,
};
use errors::Fault;
use runtime::{Api, Caller, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::{LEADERS, READERS};
use crate::error::Error;
use crate::{State, ops, shown};

pub(super) fn router(state: &State) -> Api {
    Api::new()
        .routes(routes!(assign))
        .routes(routes!(revoke))
        .routes(routes!(fetch))
        .routes(routes!(accept))
        .routes(routes!(decline))
        .routes(routes!(transfer))
        .routes(routes!(invite))
        .routes(routes!(convert))
        .routes(routes!(join))
        .with_state(state.clone())
}

/// The caller's own id of a command; nobody else's command has it.
pub(super) fn command(headers: &HeaderMap, caller: &Caller) -> errors::Result<String> {
    match headers.get("idempotency-key").map(|value| value.to_str()) {
        None => Ok(ids::new_id()),
        Some(Ok(key)) if !key.is_empty() && key.len() <= 64 => Ok(ids::derived_id(&["http", &caller.principal.actor, key])),
        Some(_) => Err(malformed("idempotency-key", "has 1 to 64 characters")),
    }
}

fn malformed(field: &'static str, problem: &'static str) -> Fault {
    Error::Malformed { field, problem }.into()
}

fn own(caller: &Caller) -> String {
    caller.principal.actor.to_string()
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Assign {
    conversation_id: String,
    /// Id or name.
    queue: String,
    /// 1 to 10.
    #[serde(default)]
    priority: i32,
    /// The queue's own without it.
    #[serde(default)]
    ttl_seconds: u32,
    /// A named agent who is tried first.
    #[serde(default)]
    agent_id: String,
    /// How long to wait for that agent: 20 seconds without it.
    #[serde(default)]
    agent_window_ms: i64,
    /// QUEUE or CLOSE.
    #[serde(default)]
    agent_fallback: String,
    #[serde(default)]
    exclude_agent_ids: Vec<String>,
    #[serde(default)]
    customer_id: String,
    #[serde(default)]
    customer_name: String,
    #[serde(default)]
    note: String,
}

/// Asks for an agent for a conversation. The request's id is derived from the `Idempotency-Key`.
#[utoipa::path(post, path = "/routing-engine/v1/requests", request_body = Assign, responses((status = 200, description = "The request as it is now", body = Value)))]
async fn assign(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Json(wanted): Json<Assign>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    if wanted.note.len() > 4_096 || wanted.customer_name.len() > 1_024 || wanted.exclude_agent_ids.len() > 100 {
        return Err(malformed("note", "or customerName or excludeAgentIds is too long"));
    }
    let card = TaskCard {
        customer_known: !wanted.customer_id.is_empty(),
        customer_id: wanted.customer_id,
        customer_name: wanted.customer_name,
        note: wanted.note,
        requested_by: own(&caller),
        requested_by_name: caller.claims.name.clone(),
        ..TaskCard::default()
    };
    let request = AssignResourceRequest {
        request_id: command(&headers, &caller)?,
        conversation_id: wanted.conversation_id,
        queue: wanted.queue,
        priority: wanted.priority,
        ttl_ms: i64::from(wanted.ttl_seconds) * 1_000,
        card: Some(card),
        agent_id: wanted.agent_id,
        agent_window_ms: wanted.agent_window_ms,
        agent_fallback: wanted.agent_fallback,
        exclude_agent_ids: wanted.exclude_agent_ids,
        ..AssignResourceRequest::default()
    };
    let assigned = ops::assign_resource::assign_resource(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::request(&assigned.request.unwrap_or_default())))
}

#[derive(Default, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Revoke {
    /// CANCELLED without it.
    #[serde(default)]
    reason_code: String,
}

/// Takes a request back that waits or rings.
#[utoipa::path(post, path = "/routing-engine/v1/requests/{id}/revoke", params(("id" = String, Path)), request_body = Revoke, responses((status = 200, description = "How many were taken back: 0 if it was over already", body = Value)))]
async fn revoke(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    Json(wanted): Json<Revoke>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let request = RevokeResourceRequest { request_id: id, conversation_id: String::new(), reason_code: wanted.reason_code };
    let revoked = ops::revoke_resource::revoke_resource(&state, &caller.principal.tenant, request).await?;
    Ok(Json(json!({ "revoked": revoked.revoked })))
}

/// Takes what waits in a list; it is the caller's at once.
#[utoipa::path(post, path = "/routing-engine/v1/requests/{id}/fetch", params(("id" = String, Path)), responses((status = 200, description = "The task", body = Value)))]
async fn fetch(Extract(state): Extract<State>, caller: Caller, headers: HeaderMap, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = FetchRequestRequest { request_id: command(&headers, &caller)?, agent_id: own(&caller), target_request_id: id };
    let fetched = ops::fetch_request::fetch_request(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::task(&fetched.task.unwrap_or_default())))
}

/// Takes an offer.
#[utoipa::path(post, path = "/routing-engine/v1/tasks/{id}/accept", params(("id" = String, Path)), responses((status = 200, description = "The task; 409 OFFER_GONE if it came too late", body = Value)))]
async fn accept(Extract(state): Extract<State>, caller: Caller, headers: HeaderMap, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = AcceptTaskRequest { request_id: command(&headers, &caller)?, agent_id: own(&caller), task_id: id };
    let accepted = ops::accept_task::accept_task(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::task(&accepted.task.unwrap_or_default())))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Decline {
    #[serde(default)]
    reason: String,
}

/// Declines an offer.
#[utoipa::path(post, path = "/routing-engine/v1/tasks/{id}/decline", params(("id" = String, Path)), request_body = Decline, responses((status = 200, description = "It goes to somebody else", body = Value)))]
async fn decline(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<Decline>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request =
        DeclineTaskRequest { request_id: command(&headers, &caller)?, agent_id: own(&caller), task_id: id, reason: wanted.reason };
    ops::decline_task::decline_task(&state, &caller.principal.tenant, request).await?;
    Ok(Json(json!({})))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Target {
    /// Id or name; this or an agent.
    #[serde(default)]
    to_queue: String,
    #[serde(default)]
    to_agent_id: String,
    #[serde(default)]
    note: String,
}

/// Hands a task over; the caller keeps it until somebody has accepted.
#[utoipa::path(post, path = "/routing-engine/v1/tasks/{id}/transfer", params(("id" = String, Path)), request_body = Target, responses((status = 200, description = "It is on its way", body = Value)))]
async fn transfer(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(to): Json<Target>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = TransferTaskRequest {
        request_id: command(&headers, &caller)?,
        agent_id: own(&caller),
        task_id: id,
        to_queue: to.to_queue,
        to_agent_id: to.to_agent_id,
        note: to.note,
    };
    ops::transfer_task::transfer_task(&state, &caller.principal.tenant, request).await?;
    Ok(Json(json!({})))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Invite {
    /// CONSULT or `DIRECT_CONFERENCE`.
    direction: String,
    /// Id or name; this or an agent.
    #[serde(default)]
    to_queue: String,
    #[serde(default)]
    to_agent_id: String,
    #[serde(default)]
    note: String,
}

/// Asks for advice or for a third party; the caller keeps the task whatever becomes of it.
#[utoipa::path(post, path = "/routing-engine/v1/tasks/{id}/invite", params(("id" = String, Path)), request_body = Invite, responses((status = 200, description = "The request", body = Value)))]
async fn invite(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<Invite>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = InviteAgentRequest {
        request_id: command(&headers, &caller)?,
        agent_id: own(&caller),
        task_id: id,
        to_queue: wanted.to_queue,
        to_agent_id: wanted.to_agent_id,
        note: wanted.note,
        direction: wanted.direction,
    };
    let invited = ops::invite_agent::invite_agent(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::request(&invited.request.unwrap_or_default())))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Convert {
    consult_task_id: String,
    /// `CONSULT_TRANSFER` or `CONSULT_CONFERENCE`.
    direction: String,
}

/// Makes a transfer or a conference of a consultation.
#[utoipa::path(post, path = "/routing-engine/v1/tasks/{id}/convert", params(("id" = String, Path)), request_body = Convert, responses((status = 200, description = "It is one", body = Value)))]
async fn convert(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<Convert>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = ConvertConsultationRequest {
        request_id: command(&headers, &caller)?,
        agent_id: own(&caller),
        task_id: id,
        consult_task_id: wanted.consult_task_id,
        direction: wanted.direction,
    };
    ops::convert_consultation::convert_consultation(&state, &caller.principal.tenant, request).await?;
    Ok(Json(json!({})))
}

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Join {
    /// `SILENT_MONITOR`, WHISPER or `BARGE_IN`.
    direction: String,
}

/// Enters a conversation in which an agent works, as a supervisor.
#[utoipa::path(post, path = "/routing-engine/v1/conversations/{id}/join", params(("id" = String, Path)), request_body = Join, responses((status = 200, description = "The task, which is active at once", body = Value)))]
async fn join(
    Extract(state): Extract<State>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Json(wanted): Json<Join>,
) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let request = JoinConversationRequest {
        request_id: command(&headers, &caller)?,
        agent_id: own(&caller),
        conversation_id: id,
        direction: wanted.direction,
    };
    let joined = ops::join_conversation::join_conversation(&state, &caller.principal.tenant, request).await?;
    Ok(Json(shown::task(&joined.task.unwrap_or_default())))
}
