//! Letting people in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::Answer;
use super::auth::no_store;
use super::origin::Origin;
use crate::ops;
use crate::ops::add_administrator::NewAdministrator;
use crate::ops::issue_link::Link;
use crate::state::State;

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkBody {
    url: String,
    expires_at: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AdministratorBody {
    username: String,
    name: String,
}

/// A one-time sign-in link for a user.
#[utoipa::path(post, path = "/unified-admin/v1/users/{id}/links", params(("id" = String, Path)), responses((status = 201, description = "A one-time sign-in link for a user", body = LinkBody)))]
pub(super) async fn issue_link(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
) -> Answer<Response> {
    let link = ops::issue_link::issue_link(&state, &caller.principal, &id, &origin.address).await?;
    Ok(shown(link))
}

/// A tenant’s first administrator.
#[utoipa::path(post, path = "/unified-admin/v1/tenants/{id}/administrators", params(("id" = String, Path)), request_body = AdministratorBody, responses((status = 201, description = "A tenant’s first administrator", body = LinkBody)))]
pub(super) async fn add_administrator(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(tenant): Path<String>,
    Json(body): Json<AdministratorBody>,
) -> Answer<Response> {
    let new = NewAdministrator { tenant, username: body.username, name: body.name };
    Ok(shown(ops::add_administrator::add_administrator(&state, &caller.principal, new, &origin.address).await?))
}

fn shown(link: Link) -> Response {
    no_store((StatusCode::CREATED, Json(LinkBody { url: link.url, expires_at: ids::rfc3339(link.expires_at) })).into_response())
}
