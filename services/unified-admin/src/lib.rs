//! Who may work here, what they work with, and who changed what: users and their sessions, the tenant's own vocabulary, the audit log.
//!
//! Serves: HTTP `/unified-admin/v1/…` and the administration's web application below `/unified-admin/`.
//! Consumes: `<service>.config_changed.v1` of every owner of configuration, its own included, for the audit log.
//! Publishes: `unified_admin.config_changed.v1`.
//! Calls: nobody.

mod config;
mod domain;
mod error;
mod events;
mod http;
mod issuer;
mod ops;
mod passwords;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod throttle;

use std::time::Duration;

use runtime::{App, Context, OnExit, Service};

use crate::config::Config;
use crate::state::State;

/// How often what is out of date is deleted.
const PRUNE: Duration = Duration::from_mins(10);

/// The service.
pub fn service() -> Service {
    Service::new("unified-admin", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(db::Durability::Lazy)?;
    let state = State::new(cx, &db, config)?;
    let (first, prune) = (state.clone(), state.clone());
    Ok(App::new()
        .store(&db, store::migrations())
        .http("/unified-admin", http::router(&state))
        .consume(events::audit(&state, &db))
        .publishes(&[events::CONFIG_CHANGED])
        .worker("first-start", OnExit::Ignore, async move { ops::first_start::first_start(&first).await })
        .every("prune", PRUNE, move || {
            let state = prune.clone();
            async move { ops::prune::prune(&state).await }
        }))
}
