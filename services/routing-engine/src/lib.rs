//! Finds the right agent for a conversation, offers, and keeps every agent's state and every routing deadline.
//!
//! Serves: gRPC `RoutingEngineService`; HTTP `/routing-engine`
//! Consumes: `ccm.config_changed.v1`, `bot_framework.config_changed.v1`
//! Publishes: `routing_engine.task_changed.v1`, `routing_engine.agent_changed.v1`, `routing_engine.config_changed.v1`, hints
//!   `routing_engine.wait_changed.v1`
//! Calls: nobody

mod catalogue;
mod cli;
mod config;
mod engine;
mod error;
mod explained;
mod grpc;
mod history;
mod http;
mod jobs;
mod key;
mod names;
mod ops;
mod replay;
mod shown;
mod store;
#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use db::{Db, Durability, Migrations};
use ids::Clock;
use runtime::objects::{self, Reference, Uses};
use runtime::{App, Context, OnExit, Service, leader};

use crate::catalogue::{Catalogue, Late};
use crate::config::Config;
use crate::engine::Engine;
use crate::store::Store;

pub use cli::{cli, command};

/// What becomes of requests and tasks; key = conversation id.
pub(crate) const TASK_CHANGED: &str = "routing_engine.task_changed.v1";
/// Agents as they are now; key = agent id.
pub(crate) const AGENT_CHANGED: &str = "routing_engine.agent_changed.v1";
/// Places in line, while customers wait; never stored; key = conversation id.
pub(crate) const WAIT_CHANGED: &str = "routing_engine.wait_changed.v1";
/// How often waiting customers are told what has changed for them.
const TELL: Duration = Duration::from_secs(3);
/// How often snapshots are held against the log.
const VERIFY: Duration = Duration::from_hours(1);
/// How often what is out of date is deleted.
const PRUNE: Duration = Duration::from_mins(10);

/// The service.
pub fn service() -> Service {
    Service::new("routing-engine", include_str!("../config.toml"), build)
}

/// What operations share.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) engine: Engine,
    pub(crate) clock: Clock,
}

/// Who names queues and media routing domains.
const NAMED: &[Reference] = &[
    Reference { topic: "ccm.config_changed.v1", from: "channel", field: "/queue", to: "queue" },
    Reference { topic: "ccm.config_changed.v1", from: "channel-type", field: "/mrdId", to: "mrd" },
    Reference { topic: "bot_framework.config_changed.v1", from: "bot", field: "/definition/handover/queue", to: "queue" },
];

fn migrations() -> Migrations {
    store::migrations().and(objects::migrations()).and(leader::migrations())
}

fn assemble(cx: &Context, db: &Db, config: &Config, clock: Clock) -> State {
    let late = Late::default();
    let catalogue = Catalogue::new(cx, db, &late, &Uses::new(db, NAMED));
    let engine = Engine::new(cx, Store::new(db.clone()), catalogue, (config.clone(), clock.clone()));
    let engine = late.get_or_init(|| engine).clone();
    State { engine, clock }
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(Durability::Flushed)?;
    let state = assemble(cx, &db, &config, cx.clock());
    let (leading, routing) = (state.engine.clone(), state.engine.clone());
    let (pruned, told, verified) = (state.clone(), state.clone(), state.clone());
    Ok(App::new()
        .store(&db, migrations())
        .grpc(grpc::server(state.clone()))
        .http("/routing-engine", http::router(&state))
        .publishes(&[TASK_CHANGED, AGENT_CHANGED, WAIT_CHANGED, objects::topic(cx)])
        .consume(Uses::new(&db, NAMED).group(cx, "routing-engine-uses"))
        .led_by(state.engine.leader())
        .worker("shards", OnExit::EndInOrder, leading.lead())
        .every("waits", TELL, move || jobs::tell_waits(told.clone()))
        .every("verify", VERIFY, move || jobs::verify(verified.clone()))
        .every("prune", PRUNE, move || jobs::prune(pruned.clone(), config.clone()))
        .check("shards", move || {
            let routed = routing.is_routing();
            async move { if routed { Ok(()) } else { Err("no replica routes at this moment".to_owned()) } }
        }))
}
