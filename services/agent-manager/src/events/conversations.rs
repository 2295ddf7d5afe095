//! Reading and steering conversations.

use std::sync::Arc;

use contracts::conversation_manager::{ListConversationsRequest, MergeData, Pause, ReadActivitiesRequest, Resume, View, change::Kind};
use errors::Fault;
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::{Desk, Shown};
use crate::show;

/// Pause if the desk names no duration.
const USUAL_PAUSE_MS: i64 = 300_000;

/// Agents see the conversations of customers they talk to, and those that they or their team took part in; supervisors see all.
async fn allowed(state: &State, desk: &Desk, conversation_id: &str) -> errors::Result<()> {
    if desk.follows(conversation_id) || desk.is_supervisor() {
        return Ok(());
    }
    let head = state.core.conversation(&desk.principal, conversation_id).await?;
    let known = desk.lock().customers.contains(&head.customer_id);
    if known || state.core.may_read(&desk.principal, conversation_id).await? {
        Ok(())
    } else {
        Err(Fault::not_found("conversation", conversation_id))
    }
}

pub(super) async fn read(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    allowed(&state, &desk, id).await?;
    let number = |key: &str| payload[key].as_i64().unwrap_or_default().max(0);
    let request = ReadActivitiesRequest {
        conversation_id: id.to_owned(),
        view: View::Agent.into(),
        after_seq: number("afterSeq"),
        before_seq: number("beforeSeq"),
        limit: i32::try_from(number("limit")).unwrap_or_default(),
    };
    let read = state.core.read(&desk.principal, request).await?;
    let viewer = state.hub.viewer(&desk);
    let activities: Vec<_> = read.activities.iter().map(|activity| show::activity(activity, viewer)).collect();
    Ok(json!({ "activities": activities, "more": read.more }))
}

pub(super) async fn open(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    allowed(&state, &desk, id).await?;
    let request =
        ReadActivitiesRequest { conversation_id: id.to_owned(), view: View::Agent.into(), after_seq: 0, before_seq: i64::MAX, limit: 100 };
    let read = state.core.read(&desk.principal, request).await?;
    let rows: Vec<Shown> = read.activities.iter().map(|activity| show::shown(activity, state.hub.viewer(&desk))).collect();
    Ok(json!({ "snapshot": state.hub.snapshot(&desk, id, &rows, read.more).await? }))
}

pub(super) async fn past(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let customer_id = text(&payload, "customerId")?;
    let known = desk.lock().customers.contains(customer_id);
    if !known && !desk.is_supervisor() {
        return Err(Fault::not_found("customer", customer_id));
    }
    let limit = payload["limit"].as_i64().and_then(|limit| i32::try_from(limit).ok()).unwrap_or_default();
    let before_ms = payload["before"].as_str().and_then(ids::parse_rfc3339).unwrap_or_default();
    let request = ListConversationsRequest { customer_id: customer_id.to_owned(), before_ms, limit };
    let found = state.core.past(&desk.principal, request).await?;
    // Those of customers who were merged with this one are among them, under the ids they began with.
    desk.lock().customers.extend(found.iter().map(|head| head.customer_id.clone()));
    Ok(json!({ "conversations": found.iter().map(show::conversation).collect::<Vec<_>>() }))
}

pub(super) async fn pause(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    let duration_ms = payload["durationMs"].as_i64().unwrap_or(USUAL_PAUSE_MS);
    let change = Kind::Pause(Pause { agent_id: desk.agent_id().to_owned(), duration_ms });
    state.core.append(&desk.principal, id, &ids::new_id(), change).await?;
    Ok(json!({}))
}

pub(super) async fn resume(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    desk.working_task(id)?;
    let change = Kind::Resume(Resume { agent_id: desk.agent_id().to_owned() });
    state.core.append(&desk.principal, id, &ids::new_id(), change).await?;
    Ok(json!({}))
}

pub(super) async fn set_data(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    desk.working_task(id)?;
    let data = payload["data"].as_object().ok_or_else(|| Fault::invalid("MALFORMED", "data is an object"))?;
    let change = Kind::MergeData(MergeData { data_json: serde_json::to_vec(data).map_err(Fault::internal)? });
    state.core.append(&desk.principal, id, &ids::new_id(), change).await?;
    Ok(json!({}))
}
