//! Routes. Who may use which is in [`access`], once, as data.

mod access;
mod answer;
mod audit;
mod auth;
mod origin;
mod people;
mod second_factor;
mod sessions;

use std::sync::Arc;

use axum::middleware::from_fn;
use axum::routing::any;
use errors::{Fault, Kind};
use runtime::{Api, Assets, routes};

use crate::state::State;

#[cfg(test)]
pub(crate) use access::{Needs, routes};

/// The administration's web application.
#[derive(rust_embed::RustEmbed)]
#[folder = "ui/dist"]
#[allow_missing = true]
struct Ui;

pub(crate) fn router(state: &Arc<State>) -> Api {
    let own = Api::new()
        .routes(routes!(auth::sign_in))
        .routes(routes!(auth::use_link))
        .routes(routes!(auth::operator))
        .routes(routes!(auth::refresh))
        .routes(routes!(auth::sign_out))
        .routes(routes!(auth::password))
        .routes(routes!(auth::me))
        .routes(routes!(auth::jwks))
        .routes(routes!(people::issue_link))
        .routes(routes!(people::add_administrator))
        .routes(routes!(second_factor::status, second_factor::begin))
        .routes(routes!(second_factor::confirm))
        .routes(routes!(second_factor::remove))
        .routes(routes!(second_factor::remove_of))
        .routes(routes!(sessions::own))
        .routes(routes!(sessions::end_own))
        .routes(routes!(sessions::end_others))
        .routes(routes!(sessions::of_user, sessions::end_of_user))
        .routes(routes!(audit::read))
        .with_state(state.clone());
    own.merge(documents(state))
        .route_layer(from_fn(access::authorise))
        // Without it, what is misspelt would be answered with the web application.
        .route("/unified-admin/v1/{*rest}", any(|| async { Fault::new(Kind::NotFound, "NO_ROUTE", "there is nothing at this address") }))
        .merge(runtime::assets::<Ui>(Assets { path: "/unified-admin", frame_ancestors: "'none'" }).into())
}

fn documents(state: &State) -> Api {
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
