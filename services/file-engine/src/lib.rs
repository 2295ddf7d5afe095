//! Files of conversations: taken in as streams, checked, kept, handed out by signed links, erased.
//!
//! Serves: gRPC `switchboard.file_engine.v1.FileEngineService`; HTTP `/file-engine/v1/…`, with streams also for services
//! Consumes: `cim_customer.customer_changed.v1`, to erase what an erased customer sent
//! Publishes: `file_engine.config_changed.v1`
//! Calls: nobody

mod config;
mod domain;
mod error;
mod events;
mod grpc;
mod http;
mod ops;
mod pictures;
mod scanner;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod tickets;
mod vault;

use runtime::objects;
use runtime::{App, Context, Service};

use crate::config::Config;
use crate::state::State;

/// The service.
pub fn service() -> Service {
    Service::new("file-engine", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    // An upload that was acknowledged is named by messages that survive a power cut: so must its row.
    let db = cx.db(db::Durability::Flushed)?;
    let sweep = config.sweep;
    let state = State::new(cx, &db, config)?;
    let swept = state.clone();
    Ok(App::new()
        .store(&db, store::migrations())
        .grpc(grpc::server(&state))
        .http("/file-engine", http::router(&state))
        .streams(http::streams(&state))
        .consume(events::customers(&db))
        .every("sweep", sweep, move || ops::sweep::sweep(swept.clone()))
        .publishes(&[objects::topic(cx)]))
}
