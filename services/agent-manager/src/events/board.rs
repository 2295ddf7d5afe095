//! Supervisors watch queues and agents.

use std::sync::Arc;

use errors::{Fault, Kind};
use serde_json::{Value, json};

use crate::State;
use crate::desk::Desk;

/// From now on, or not any more. The first board comes as an event, like every later one.
pub(super) async fn watch(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    if !desk.is_supervisor() {
        return Err(Fault::new(Kind::Forbidden, "ROLE_MISSING", "the board is for supervisors"));
    }
    if payload["on"].as_bool().unwrap_or(true) {
        state.hub.boards().join(&desk);
    } else {
        state.hub.boards().leave(&desk);
    }
    std::future::ready(Ok(json!({}))).await
}
