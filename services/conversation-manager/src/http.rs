//! Route → operation.

mod search;

use axum::Json;
use axum::extract::{Path, Query, State as Extract};
use contracts::conversation_manager::{Conversation, ListConversationsRequest, ReadActivitiesRequest, View};
use ids::{Role, rfc3339};
use runtime::{Api, Caller, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use crate::{State, ops};

const READERS: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];

pub(crate) fn router(state: State) -> Api {
    Api::new()
        .routes(routes!(list))
        .routes(routes!(read))
        .routes(routes!(activities))
        .routes(routes!(erase))
        .routes(routes!(search::search))
        .with_state(state)
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Listing {
    customer_id: String,
    #[serde(default)]
    limit: i32,
}

/// A customer’s conversations, newest first.
#[utoipa::path(get, path = "/conversation-manager/v1/conversations", responses((status = 200, description = "A customer’s conversations, newest first", body = Value)))]
async fn list(Extract(state): Extract<State>, caller: Caller, Query(query): Query<Listing>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = ListConversationsRequest { customer_id: query.customer_id, before_ms: 0, limit: query.limit };
    let found = ops::list_conversations::list_conversations(&state, &caller.principal.tenant, &request).await?;
    Ok(Json(json!({ "items": found.iter().map(shown).collect::<Vec<_>>() })))
}

/// One conversation.
#[utoipa::path(get, path = "/conversation-manager/v1/conversations/{id}", params(("id" = String, Path)), responses((status = 200, description = "One conversation", body = Value)))]
async fn read(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    Ok(Json(shown(&ops::get_conversation::get_conversation(&state, caller.principal.tenant, id).await?)))
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Range {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    limit: i32,
}

/// Rows of the log behind `after`, as agents see them.
#[utoipa::path(get, path = "/conversation-manager/v1/conversations/{id}/activities", params(("id" = String, Path)), responses((status = 200, description = "Rows of the log behind `after`, as agents see them", body = Value)))]
async fn activities(
    Extract(state): Extract<State>,
    caller: Caller,
    Path(id): Path<String>,
    Query(range): Query<Range>,
) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request =
        ReadActivitiesRequest { conversation_id: id, view: View::Agent.into(), after_seq: range.after, before_seq: 0, limit: range.limit };
    let read = ops::read_activities::read_activities(&state, caller.principal.tenant, request).await?;
    let items: Vec<Value> = read.activities.iter().map(|activity| {
        let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
        json!({ "seq": activity.seq, "id": activity.id, "name": activity.name, "at": rfc3339(activity.at_ms), "body": body, "erased": activity.erased })
    }).collect();
    Ok(Json(json!({ "items": items, "more": read.more })))
}

/// Erases all bodies; numbers and hashes stay.
#[utoipa::path(delete, path = "/conversation-manager/v1/conversations/{id}/bodies", params(("id" = String, Path)), responses((status = 200, description = "Erases all bodies; numbers and hashes stay", body = Value)))]
async fn erase(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(&[Role::Admin])?;
    Ok(Json(json!({ "erased": ops::erase::erase(&state, caller.principal.tenant, id).await? })))
}

fn shown(conversation: &Conversation) -> Value {
    json!({
        "id": conversation.id,
        "customerId": conversation.customer_id,
        "state": conversation.state,
        "lastSeq": conversation.last_seq,
        "createdAt": rfc3339(conversation.created_at_ms),
        "endedAt": (conversation.ended_at_ms > 0).then(|| rfc3339(conversation.ended_at_ms)),
        "preview": conversation.preview,
    })
}
