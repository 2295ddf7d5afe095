//! The conversation log: everything that happens in a conversation is a numbered row here first, and everybody else follows it.
//!
//! Serves: gRPC `ConversationManagerService`; HTTP `/conversation-manager`
//! Consumes: `routing_engine.task_changed.v1`, and by hints `routing_engine.wait_changed.v1`; `cim_customer.customer_changed.v1`, for merged and erased customers; for the search its own
//!   log, and `unified_admin.config_changed.v1`, for who is in which team
//! Publishes: `conversation_manager.activity.v1`, hints `conversation_manager.signal.v1`
//! Calls: nobody

mod appender;
mod config;
mod customers;
mod domain;
mod error;
mod events;
mod grpc;
mod http;
mod ops;
mod receipts;
mod search;
mod store;
mod waits;
mod wire;

use std::sync::Arc;

use bus::{Group, Publisher};
use db::Durability;
use ids::Clock;
use runtime::{App, Context, OnExit, Service};

use crate::appender::Appender;
use crate::config::Config;
use crate::receipts::Receipts;
use crate::search::SearchStore;
use crate::store::Store;
use crate::waits::Waits;

/// Every row of every conversation; key = conversation id.
pub(crate) const ACTIVITY: &str = "conversation_manager.activity.v1";
/// Typing and receipts; never stored.
pub(crate) const SIGNAL: &str = "conversation_manager.signal.v1";
/// What routing-engine says of tasks.
const TASK_CHANGED: &str = "routing_engine.task_changed.v1";
/// What routing-engine says of customers who wait; never stored.
const WAIT_CHANGED: &str = "routing_engine.wait_changed.v1";

/// The service.
pub fn service() -> Service {
    Service::new("conversation-manager", include_str!("../config.toml"), build)
}

/// What operations share.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) search: SearchStore,
    pub(crate) appender: Appender,
    pub(crate) receipts: Receipts,
    pub(crate) publisher: Publisher,
    pub(crate) waits: Waits,
    pub(crate) clock: Clock,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(Durability::Flushed)?;
    let store = Store::new(db.clone());
    let (appender, appending) = appender::new(store.clone(), cx.publisher(), cx.clock(), &config);
    let (receipts, flushing) = receipts::new(store.clone(), config.receipt_flush);
    let search = SearchStore::new(cx.side_db(search::PACKAGE, Durability::Lazy)?);
    let filling = search::backfill(search.clone(), store.clone(), cx.stop());
    let (following, indexing) = search::group(&search, &store);
    let waits = Waits::default();
    let waiting = waits.clone().follow(cx.bus().subscribe(&[WAIT_CHANGED]), cx.clock());
    let state = State { store, search: search.clone(), appender, receipts, publisher: cx.publisher(), waits, clock: cx.clock() };
    let handler = Arc::new(events::Tasks(state.clone()));
    Ok(App::new()
        .store(&db, store::migrations())
        .store(search.db(), search.migrations())
        .grpc(grpc::server(state.clone()))
        .http("/conversation-manager", http::router(state))
        .consume(Group { name: "conversation-manager", topics: vec![TASK_CHANGED], service: cx.package(), db: db.clone(), handler })
        .consume(customers::group(cx.package(), db, &search))
        .consume(following)
        .follows(&[WAIT_CHANGED])
        .publishes(&[ACTIVITY, SIGNAL])
        .worker("appender", OnExit::StopProcess, appending)
        .worker("waits", OnExit::StopProcess, waiting)
        .worker("receipts", OnExit::StopProcess, flushing)
        .worker("search", OnExit::StopProcess, indexing)
        .worker("search-of-before", OnExit::Ignore, filling))
}
