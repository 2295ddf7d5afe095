//! Routes. Who may use which is in [`access`], once, as data.

mod access;
mod customers;
mod merges;

use std::sync::Arc;

use axum::extract::{Request, State as Shared};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use runtime::{Api, Caller, routes};

use crate::ops;
use crate::state::State;

#[cfg(test)]
pub(crate) use access::routes;

pub(crate) fn router(state: &Arc<State>) -> Api {
    let schema = state.attributes.routes(access::SCHEMA.path, access::SCHEMA.access).route_layer(from_fn_with_state(state.clone(), seed));
    Api::new()
        .routes(routes!(customers::list, customers::create))
        .routes(routes!(customers::read, customers::change, customers::erase))
        .routes(routes!(merges::suggestions))
        .routes(routes!(merges::not_same))
        .routes(routes!(merges::merges, merges::merge))
        .routes(routes!(merges::undo))
        .routes(routes!(merges::identities, merges::link))
        .with_state(state.clone())
        .merge(schema)
        .merge(state.labels.routes(access::LABELS.path, access::LABELS.access))
        .route_layer(from_fn(access::authorise))
}

/// Before anybody looks at a tenant's schema, the system's attributes are in it.
async fn seed(Shared(state): Shared<Arc<State>>, request: Request, next: Next) -> Response {
    if let Some(caller) = request.extensions().get::<Caller>()
        && let Err(fault) = ops::seed_schema::seed_schema(&state, &caller.principal.tenant).await
    {
        return fault.into_response();
    }
    next.run(request).await
}
