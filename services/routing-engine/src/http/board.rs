//! Route → operation, for those who watch.

use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State as Extract};
use ids::rfc3339;
use runtime::{Api, Caller, routes};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::LEADERS;
use crate::error::Error;
use crate::ops::follow_events::{MOST, follow_events};
use crate::ops::get_board::{get_board, list_agents};
use crate::{State, shown};

pub(super) fn router(state: &State) -> Api {
    Api::new().routes(routes!(board)).routes(routes!(agents)).routes(routes!(events)).with_state(state.clone())
}

/// Everything a supervisor watches: queues with who waits and how well they are served, agents with what they do.
#[utoipa::path(get, path = "/routing-engine/v1/board", responses((status = 200, description = "Queues, agents, and the cursor from which the events go on", body = Value)))]
async fn board(Extract(state): Extract<State>, caller: Caller) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let board = get_board(&state, &caller.principal.tenant).await?;
    Ok(Json(json!({
        "at": rfc3339(board.at_ms), "cursor": board.cursor,
        "queues": board.queues.iter().map(shown::board_queue).collect::<Vec<_>>(),
        "agents": board.agents.iter().map(shown::agent).collect::<Vec<_>>(),
    })))
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InState {
    /// READY, `NOT_READY` or LOGOUT; else all.
    #[serde(default)]
    state: String,
}

/// Agents by state: what they do, and since when.
#[utoipa::path(get, path = "/routing-engine/v1/agent-states", responses((status = 200, description = "Agents, signed in first, then by name", body = Value)))]
async fn agents(Extract(state): Extract<State>, caller: Caller, Query(wanted): Query<InState>) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    if !matches!(wanted.state.as_str(), "" | "READY" | "NOT_READY" | "LOGOUT") {
        return Err(Error::Malformed { field: "state", problem: "is none of READY, NOT_READY and LOGOUT" }.into());
    }
    let (agents, cursor) = list_agents(&state, &caller.principal.tenant, wanted.state).await?;
    Ok(Json(json!({ "items": agents.iter().map(shown::agent).collect::<Vec<_>>(), "cursor": cursor })))
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Since {
    /// A cursor of an earlier answer or of the board; from now on without one.
    after: Option<String>,
    /// At most so many, 500 at most.
    limit: Option<usize>,
    /// Waits so long for the first event, 25 at most.
    #[serde(default)]
    wait_seconds: u64,
}

/// What routing reported since: every change of a request, a task or an agent, in order.
#[utoipa::path(get, path = "/routing-engine/v1/events", responses((status = 200, description = "Events and the cursor behind them; 409 CURSOR_GONE if they are not kept any more", body = Value)))]
async fn events(Extract(state): Extract<State>, caller: Caller, Query(since): Query<Since>) -> errors::Result<Json<Value>> {
    caller.require(LEADERS)?;
    let pace = (since.limit.unwrap_or(MOST), Duration::from_secs(since.wait_seconds));
    let page = follow_events(&state, &caller.principal.tenant, since.after.as_deref(), pace).await?;
    let items: Vec<_> = page.items.iter().map(|one| shown::report(one)).collect();
    Ok(Json(json!({ "items": items, "cursor": page.cursor.to_string() })))
}
