//! Reading the audit log.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State as Shared};
use errors::Fault;
use runtime::Caller;
use serde::{Deserialize, Serialize};

use super::answer::Answer;
use crate::domain::audit::Shown;
use crate::ops;
use crate::state::State;

#[derive(Deserialize)]
pub(super) struct Page {
    before: Option<i64>,
    limit: Option<i64>,
}

#[derive(Serialize)]
pub(super) struct Entries {
    items: Vec<Shown>,
    /// The next page's `before`; null on the last.
    next: Option<i64>,
}

pub(super) async fn read(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    page: Result<Query<Page>, axum::extract::rejection::QueryRejection>,
) -> Answer<Json<Entries>> {
    let Query(page) = page.map_err(|_| Fault::invalid("MALFORMED", "`before` and `limit` are numbers"))?;
    let page = ops::read_audit::read_audit(&state, &caller.principal.tenant, page.before, page.limit).await?;
    Ok(Json(Entries { items: page.items, next: page.next }))
}
