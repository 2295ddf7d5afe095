//! Letting people in.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State as Shared};
use axum::http::StatusCode;
use runtime::Caller;
use serde::{Deserialize, Serialize};

use super::answer::{Answer, Given};
use super::origin::Origin;
use crate::ops;
use crate::ops::add_administrator::NewAdministrator;
use crate::ops::issue_link::Link;
use crate::state::State;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LinkBody {
    url: String,
    expires_at: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AdministratorBody {
    username: String,
    name: String,
}

pub(super) async fn issue_link(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(id): Path<String>,
) -> Answer<(StatusCode, Json<LinkBody>)> {
    let link = ops::issue_link::issue_link(&state, &caller.principal, &id, &origin.address).await?;
    Ok(shown(link))
}

pub(super) async fn add_administrator(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    origin: Origin,
    Path(tenant): Path<String>,
    Given(body): Given<AdministratorBody>,
) -> Answer<(StatusCode, Json<LinkBody>)> {
    let new = NewAdministrator { tenant, username: body.username, name: body.name };
    Ok(shown(ops::add_administrator::add_administrator(&state, &caller.principal, new, &origin.address).await?))
}

fn shown(link: Link) -> (StatusCode, Json<LinkBody>) {
    (StatusCode::CREATED, Json(LinkBody { url: link.url, expires_at: ids::rfc3339(link.expires_at) }))
}
