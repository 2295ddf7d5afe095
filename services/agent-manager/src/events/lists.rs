//! Lists that agents fetch from (queues of mode PULL).

use std::sync::Arc;

use contracts::routing_engine::FetchRequestRequest;
use runtime::call;
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::Desk;
use crate::{lists, show};

/// The lists as they are now; with `on` the desk hears of every change from then on.
pub(super) async fn watch(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    if !payload["on"].as_bool().unwrap_or(true) {
        state.hub.lists().leave(&desk);
        return Ok(json!({}));
    }
    state.hub.lists().join(&desk);
    let (_, lists) = lists::read(&state.core, &desk).await?;
    Ok(json!({ "lists": lists }))
}

/// Takes one. It is the agent's at once: nothing rings.
pub(super) async fn fetch(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let target = text(&payload, "requestId")?.to_owned();
    let request = FetchRequestRequest {
        // A second click of the same agent is the same request.
        request_id: format!("{}:{target}", desk.agent_id()),
        agent_id: desk.agent_id().to_owned(),
        target_request_id: target,
    };
    let task = state.core.routing().fetch_request(call(&desk.principal, request)).await?.into_inner().task.unwrap_or_default();
    Ok(json!({ "task": show::task(&task) }))
}
