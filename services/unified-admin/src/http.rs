//! Routes. Who may use which is in [`access`], once, as data.

mod access;
mod answer;
mod audit;
mod auth;
mod origin;
mod people;

use std::sync::Arc;

use axum::Router;
use axum::middleware::from_fn;
use axum::routing::{any, get, post};
use errors::{Fault, Kind};
use runtime::Assets;

use crate::state::State;

#[cfg(test)]
pub(crate) use access::{Needs, routes};

/// The administration's web application.
#[derive(rust_embed::RustEmbed)]
#[folder = "ui/dist"]
#[allow_missing = true]
struct Ui;

pub(crate) fn router(state: &Arc<State>) -> Router {
    let own = Router::new()
        .route("/unified-admin/v1/auth/sign-in", post(auth::sign_in))
        .route("/unified-admin/v1/auth/links", post(auth::use_link))
        .route("/unified-admin/v1/auth/operator", post(auth::operator))
        .route("/unified-admin/v1/auth/refresh", post(auth::refresh))
        .route("/unified-admin/v1/auth/sign-out", post(auth::sign_out))
        .route("/unified-admin/v1/auth/password", post(auth::password))
        .route("/unified-admin/v1/auth/me", get(auth::me))
        .route("/unified-admin/v1/.well-known/jwks.json", get(auth::jwks))
        .route("/unified-admin/v1/users/{id}/links", post(people::issue_link))
        .route("/unified-admin/v1/tenants/{id}/administrators", post(people::add_administrator))
        .route("/unified-admin/v1/audit", get(audit::read))
        .with_state(state.clone());
    own.merge(documents(state))
        .route_layer(from_fn(access::authorise))
        // Without it, what is misspelt would be answered with the web application.
        .route("/unified-admin/v1/{*rest}", any(|| async { Fault::new(Kind::NotFound, "NO_ROUTE", "there is nothing at this address") }))
        .merge(runtime::assets::<Ui>(Assets { path: "/unified-admin", frame_ancestors: "'none'" }))
}

fn documents(state: &State) -> Router {
    let kinds = &state.kinds;
    kinds
        .users
        .routes(access::USERS.path, access::USERS.access)
        .merge(kinds.teams.routes(access::TEAMS.path, access::TEAMS.access))
        .merge(kinds.tenants.routes(access::TENANTS.path, access::TENANTS.access))
        .merge(kinds.settings.routes(access::SETTINGS.path, access::SETTINGS.access))
        .merge(kinds.reasons.routes(access::REASONS.path, access::REASONS.access))
        .merge(kinds.wrap_up_codes.routes(access::WRAP_UP_CODES.path, access::WRAP_UP_CODES.access))
        .merge(kinds.canned_answers.routes(access::CANNED_ANSWERS.path, access::CANNED_ANSWERS.access))
        .merge(kinds.forms.routes(access::FORMS.path, access::FORMS.access))
}
