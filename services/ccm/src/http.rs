//! Route → operation: the documents of the tenant, and what widgets read.

use axum::extract::{Path, State as Extract};
use axum::routing::get;
use axum::{Json, Router};
use errors::Fault;
use ids::TenantId;
use runtime::objects::Access;
use serde_json::Value;

use crate::State;

pub(crate) fn router(state: &State) -> Router {
    let access = Access::ADMIN_WRITES;
    Router::new()
        .route("/ccm/v1/public/widget-configs/{identifier}", get(widget))
        .with_state(state.clone())
        .merge(state.types.routes("/ccm/v1/channel-types", access))
        .merge(state.providers.routes("/ccm/v1/channel-providers", access))
        .merge(state.connectors.routes("/ccm/v1/channel-connectors", access))
        .merge(state.channels.routes("/ccm/v1/channels", access))
        .merge(state.widgets.routes("/ccm/v1/widget-configs", access))
}

/// What a widget needs before anybody is known.
async fn widget(Extract(state): Extract<State>, Path(identifier): Path<String>) -> errors::Result<Json<Value>> {
    let found = state.widgets.find(&TenantId::default(), &identifier).await?;
    let found = found.ok_or_else(|| Fault::not_found("widget", &identifier))?;
    Ok(Json(serde_json::to_value(&found.doc).map_err(Fault::internal)?))
}
