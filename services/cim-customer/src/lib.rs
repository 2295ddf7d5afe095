//! Who a customer is, whatever channel they use: their document, shaped by the tenant's schema, and their identities.
//!
//! Serves: gRPC `switchboard.cim_customer.v1.CimCustomerService`; HTTP `/cim-customer/v1/…`.
//! Consumes: `unified_admin.config_changed.v1`, for the tenant's setting `maskPii`.
//! Publishes: `cim_customer.customer_changed.v1`, `cim_customer.config_changed.v1`.
//! Calls: nobody.

mod config;
mod domain;
mod error;
mod events;
mod grpc;
mod http;
mod ops;
mod state;
mod store;
#[cfg(test)]
mod tests;
mod wire;

use runtime::{App, Context, Service};

use crate::config::Config;
use crate::state::State;

/// The service.
pub fn service() -> Service {
    Service::new("cim-customer", include_str!("../config.toml"), build)
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(db::Durability::Lazy)?;
    let state = State::new(cx, &db, config);
    Ok(App::new()
        .store(&db, store::migrations())
        .grpc(grpc::server(&state))
        .http("/cim-customer", http::router(&state))
        .consume(events::settings(&db))
        .publishes(&[events::CUSTOMER_CHANGED, events::CONFIG_CHANGED]))
}
