//! Sessions that run, and their end.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use runtime::Caller;
use serde::Serialize;
use utoipa::ToSchema;

use super::answer::Answer;
use super::origin::Origin;
use crate::ops::end_sessions;
use crate::state::State;
use crate::store::Running;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RunningSession {
    id: String,
    /// `password` or `link`.
    method: String,
    address: String,
    created_at: String,
    used_at: String,
    /// The one that asks.
    current: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct RunningSessions {
    items: Vec<RunningSession>,
}

fn shown(sessions: Vec<Running>, caller: &Caller) -> Json<RunningSessions> {
    let one = |running: Running| RunningSession {
        current: running.id == caller.claims.sid,
        id: running.id,
        method: running.method,
        address: running.address,
        created_at: ids::rfc3339(running.created_at),
        used_at: ids::rfc3339(running.used_at),
    };
    Json(RunningSessions { items: sessions.into_iter().map(one).collect() })
}

/// The caller’s sessions.
#[utoipa::path(get, path = "/unified-admin/v1/auth/sessions", responses((status = 200, description = "The caller’s sessions", body = RunningSessions)))]
pub(super) async fn own(Shared(state): Shared<Arc<State>>, caller: Caller) -> Answer<Json<RunningSessions>> {
    let sessions = end_sessions::list_sessions(&state, &caller.principal.tenant, &caller.claims.sub).await?;
    Ok(shown(sessions, &caller))
}

/// Ends one of the caller’s sessions.
#[utoipa::path(delete, path = "/unified-admin/v1/auth/sessions/{id}", params(("id" = String, Path)), responses((status = 204, description = "Ends one of the caller’s sessions")))]
pub(super) async fn end_own(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    end_sessions::end_own(&state, &caller, &id, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Ends all of the caller’s sessions but this one.
#[utoipa::path(post, path = "/unified-admin/v1/auth/sessions/end-others", responses((status = 204, description = "Ends all of the caller’s sessions but this one")))]
pub(super) async fn end_others(Shared(state): Shared<Arc<State>>, caller: Caller, origin: Origin) -> Answer<StatusCode> {
    end_sessions::end_others(&state, &caller, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A user’s sessions.
#[utoipa::path(get, path = "/unified-admin/v1/users/{id}/sessions", params(("id" = String, Path)), responses((status = 200, description = "A user’s sessions", body = RunningSessions)))]
pub(super) async fn of_user(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> Answer<Json<RunningSessions>> {
    let sessions = end_sessions::list_sessions_of(&state, &caller.principal.tenant, &id).await?;
    Ok(shown(sessions, &caller))
}

/// Signs a user out everywhere.
#[utoipa::path(delete, path = "/unified-admin/v1/users/{id}/sessions", params(("id" = String, Path)), responses((status = 204, description = "Signs a user out everywhere")))]
pub(super) async fn end_of_user(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    end_sessions::end_of(&state, &caller.principal, &id, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}
