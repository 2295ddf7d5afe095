//! Routes. People's are in [`access`], once, as data; the others are opened by what the request brings: a ticket, a link, a service's token.

mod access;
mod download;
mod manage;
mod upload;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{get, post};
use runtime::{Api, routes};

use crate::state::State;

pub(crate) fn router(state: &Arc<State>) -> Api {
    let people = Api::new()
        .routes(routes!(manage::list))
        .routes(routes!(manage::show, manage::erase))
        .routes(routes!(manage::release))
        .routes(routes!(manage::erase_all))
        .with_state(state.clone())
        .merge(state.policies.routes(access::POLICIES.path, access::POLICIES.access))
        .route_layer(from_fn(access::authorise));
    let bytes = Api::new()
        .routes(routes!(upload::by_ticket, download::content))
        .routes(routes!(download::thumbnail))
        .routes(routes!(upload::by_service))
        .with_state(state.clone());
    people.merge(bytes)
}

/// What services reach beside gRPC.
pub(crate) fn streams(state: &Arc<State>) -> Router {
    Router::new().route(access::FILES, post(upload::by_service)).route(access::CONTENT, get(download::content)).with_state(state.clone())
}
