//! Customer channel manager: owns channels and channel sessions, and is the only door between connectors and the core.
//!
//! Serves: gRPC `CcmService`; HTTP `/ccm`
//! Consumes: `conversation_manager.activity.v1`
//! Publishes: `ccm.config_changed.v1`
//! Calls: cim-customer, conversation-manager

mod config;
mod domain;
mod error;
mod events;
mod grpc;
mod http;
mod ops;
mod peers;
mod store;

use std::sync::Arc;
use std::time::Duration;

use bus::Group;
use cache::Cache;
use db::Durability;
use ids::Clock;
use runtime::objects::{self, Objects};
use runtime::{App, Context, Service};

use crate::config::Config;
use crate::domain::{Channel, ChannelConnector, ChannelProvider, ChannelType, Session, WidgetConfig};
use crate::peers::Peers;
use crate::store::Store;

const ACTIVITY: &str = "conversation_manager.activity.v1";

/// The service.
pub fn service() -> Service {
    Service::new("ccm", include_str!("../config.toml"), build)
}

/// What operations share.
#[derive(Clone)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) peers: Peers,
    pub(crate) clock: Clock,
    /// Live sessions by tenant and id.
    pub(crate) sessions: Cache<(ids::TenantId, String), Arc<Session>>,
    pub(crate) types: Objects<ChannelType>,
    pub(crate) providers: Objects<ChannelProvider>,
    pub(crate) connectors: Objects<ChannelConnector>,
    pub(crate) channels: Objects<Channel>,
    pub(crate) widgets: Objects<WidgetConfig>,
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(Durability::Lazy)?;
    let types = Objects::new(cx, &db);
    let providers = Objects::new(cx, &db);
    let connectors = Objects::new(cx, &db).guarded(domain::connector_guard(&providers));
    let channels = Objects::new(cx, &db).guarded(domain::channel_guard(&types, &connectors));
    let widgets = Objects::new(cx, &db).guarded(domain::widget_guard(&channels));
    let state = State {
        store: Store::new(db.clone()),
        peers: Peers::new(cx),
        clock: cx.clock(),
        // Sessions end by an event that also forgets them here; the hour only bounds what a missed one costs.
        sessions: Cache::new(config.cached_sessions, Duration::from_hours(1)),
        types,
        providers,
        connectors,
        channels,
        widgets,
    };
    let handler = Arc::new(events::Sessions(state.clone()));
    Ok(App::new()
        .store(&db, store::migrations().and(objects::migrations()))
        .grpc(grpc::server(state.clone()))
        .http("/ccm", http::router(&state))
        .consume(Group { name: "ccm", topics: vec![ACTIVITY], service: cx.package(), db, handler })
        .publishes(&[objects::topic(cx)]))
}
