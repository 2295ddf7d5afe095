//! Route → operation.

use axum::extract::{Path, Query, State as Extract};
use axum::routing::{delete, get};
use axum::{Json, Router};
use contracts::conversation_manager::{Conversation, ListConversationsRequest, ReadActivitiesRequest, View};
use ids::{Role, rfc3339};
use runtime::Caller;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{State, ops};

const READERS: &[Role] = &[Role::Agent, Role::Supervisor, Role::Admin];

pub(crate) fn router(state: State) -> Router {
    Router::new()
        .route("/conversation-manager/v1/conversations", get(list))
        .route("/conversation-manager/v1/conversations/{id}", get(read))
        .route("/conversation-manager/v1/conversations/{id}/activities", get(activities))
        .route("/conversation-manager/v1/conversations/{id}/bodies", delete(erase))
        .with_state(state)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Listing {
    customer_id: String,
    #[serde(default)]
    limit: i32,
}

async fn list(Extract(state): Extract<State>, caller: Caller, Query(query): Query<Listing>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    let request = ListConversationsRequest { customer_id: query.customer_id, before_ms: 0, limit: query.limit };
    let found = ops::list_conversations::list_conversations(&state, &caller.principal.tenant, &request).await?;
    Ok(Json(json!({ "items": found.iter().map(shown).collect::<Vec<_>>() })))
}

async fn read(Extract(state): Extract<State>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Value>> {
    caller.require(READERS)?;
    Ok(Json(shown(&ops::get_conversation::get_conversation(&state, caller.principal.tenant, id).await?)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Range {
    #[serde(default)]
    after: i64,
    #[serde(default)]
    limit: i32,
}

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
