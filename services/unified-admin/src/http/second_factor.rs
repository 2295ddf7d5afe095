//! The second factor: set up, confirmed, given up.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::Answer;
use super::auth::{no_store, session, session_body};
use super::origin::Origin;
use crate::domain::second_factor::Enrolment;
use crate::domain::user::OPERATOR;
use crate::ops::{drop_second_factor, enrol_second_factor};
use crate::state::State;

#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct BeginBody {
    /// Not needed within a quarter of an hour after a one-time link.
    current_password: Option<String>,
    /// A code of the factor that is to be replaced.
    code: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ConfirmBody {
    ticket: String,
    code: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CodeBody {
    code: String,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Status {
    enrolled: bool,
    /// Whether a role of the caller asks for one.
    required: bool,
    recovery_codes_left: i64,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Enrolled {
    /// Shown this once.
    recovery_codes: Vec<String>,
    /// For whoever had to enrol before getting in.
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<super::auth::Session>,
}

/// Whether the caller has a second factor, and has to.
#[utoipa::path(get, path = "/unified-admin/v1/auth/second-factor", responses((status = 200, description = "Whether the caller has a second factor, and has to", body = Status)))]
pub(super) async fn status(Shared(state): Shared<Arc<State>>, caller: Caller) -> Answer<Json<Status>> {
    let whose = (&caller.principal.tenant, caller.claims.sub.as_str());
    let enrolled = state.store.second_factor(whose).await?.is_some();
    let user = if whose.1 == OPERATOR { None } else { state.kinds.users.get(whose.0, whose.1).await? };
    let required = match user {
        Some(user) => state.needs_second_factor(whose.0, &user.doc).await?,
        None => false,
    };
    Ok(Json(Status { enrolled, required, recovery_codes_left: state.store.recovery_codes_left(whose).await? }))
}

/// A new secret, which counts once a code of it came back.
#[utoipa::path(post, path = "/unified-admin/v1/auth/second-factor", request_body = BeginBody, responses((status = 201, description = "A new secret, which counts once a code of it came back", body = Enrolment)))]
pub(super) async fn begin(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Json(body): Json<BeginBody>,
) -> Answer<Response> {
    let given = (body.current_password, body.code);
    let enrolment = enrol_second_factor::begin(&state, &caller, given, &origin.address).await?;
    Ok(no_store((StatusCode::CREATED, Json(enrolment)).into_response()))
}

/// The first code: the factor counts from now on.
#[utoipa::path(post, path = "/unified-admin/v1/auth/second-factor/confirm", request_body = ConfirmBody, responses((status = 200, description = "The factor counts from now on", body = Enrolled)), security(()))]
pub(super) async fn confirm(Shared(state): Shared<Arc<State>>, origin: Origin, Json(body): Json<ConfirmBody>) -> Answer<Response> {
    let enrolled = enrol_second_factor::confirm(&state, &body.ticket, &body.code, &origin.address).await?;
    let shown = Enrolled { recovery_codes: enrolled.recovery_codes, session: enrolled.opened.as_ref().map(session_body) };
    let response = Json(shown).into_response();
    Ok(match enrolled.opened {
        Some(opened) => session(response, opened, origin.https),
        None => no_store(response),
    })
}

/// The caller gives the second factor up, with a code of it.
#[utoipa::path(post, path = "/unified-admin/v1/auth/second-factor/remove", request_body = CodeBody, responses((status = 204, description = "The caller gives the second factor up, with a code of it")))]
pub(super) async fn remove(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Json(body): Json<CodeBody>,
) -> Answer<StatusCode> {
    drop_second_factor::drop_own(&state, &caller, &body.code, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a lost second factor from a user, whose sessions end.
#[utoipa::path(delete, path = "/unified-admin/v1/users/{id}/second-factor", params(("id" = String, Path)), responses((status = 204, description = "Takes a lost second factor from a user, whose sessions end")))]
pub(super) async fn remove_of(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
) -> Answer<StatusCode> {
    drop_second_factor::drop_of(&state, &caller.principal, &id, &origin.address).await?;
    Ok(StatusCode::NO_CONTENT)
}
