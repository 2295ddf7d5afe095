//! Reading the audit log.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Shared};
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::Answer;
use crate::domain::audit::Shown;
use crate::ops;
use crate::state::State;

#[derive(Deserialize, IntoParams)]
pub(super) struct Page {
    before: Option<i64>,
    limit: Option<i64>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = AuditPage)]
pub(super) struct Entries {
    items: Vec<Shown>,
    /// The next page's `before`; null on the last.
    next: Option<i64>,
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/unified-admin/v1/audit", responses((status = 200, description = "The audit log, newest first", body = Entries)))]
pub(super) async fn read(Shared(state): Shared<Arc<State>>, caller: Caller, Query(page): Query<Page>) -> Answer<Json<Entries>> {
    let page = ops::read_audit::read_audit(&state, &caller.principal.tenant, page.before, page.limit).await?;
    Ok(Json(Entries { items: page.items, next: page.next }))
}
