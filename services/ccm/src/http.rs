//! Route → operation: the documents of the tenant, and what widgets read.

use axum::Json;
use axum::extract::{Path, State as Extract};
use errors::Fault;
use ids::TenantId;
use runtime::objects::Access;
use runtime::{Api, routes};
use serde_json::Value;

use crate::State;

pub(crate) fn router(state: &State) -> Api {
    let access = Access::ADMIN_WRITES;
    Api::new()
        .routes(routes!(widget))
        .with_state(state.clone())
        .merge(state.types.routes("/ccm/v1/channel-types", access))
        .merge(state.providers.routes("/ccm/v1/channel-providers", access))
        .merge(state.connectors.routes("/ccm/v1/channel-connectors", access))
        .merge(state.channels.routes("/ccm/v1/channels", access))
        .merge(state.widgets.routes("/ccm/v1/widget-configs", access))
}

/// What a widget needs before anybody is known.
#[utoipa::path(get, path = "/ccm/v1/public/widget-configs/{identifier}", params(("identifier" = String, Path)), responses((status = 200, description = "What a widget needs before anybody is known", body = Value)), security(()))]
async fn widget(Extract(state): Extract<State>, Path(identifier): Path<String>) -> errors::Result<Json<Value>> {
    let found = state.widgets.find(&TenantId::default(), &identifier).await?;
    let found = found.ok_or_else(|| Fault::not_found("widget", &identifier))?;
    Ok(Json(serde_json::to_value(&found.doc).map_err(Fault::internal)?))
}
