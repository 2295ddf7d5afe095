//! Customer channel manager: owns channels and channel sessions, and is the only door between connectors and the core.
//!
//! Serves: gRPC `CcmService`; HTTP `/ccm`
//! Consumes: `conversation_manager.activity.v1`, `cim_customer.customer_changed.v1`, `unified_admin.config_changed.v1`, the connectors' `….ledger.v1`
//! Publishes: `ccm.config_changed.v1`, `ccm.outbound.v1`, `ccm.erased.v1`; hints `ccm.courtesy.v1`
//! Follows: the hints `conversation_manager.signal.v1`
//! Calls: cim-customer, conversation-manager

mod config;
mod customers;
mod domain;
mod error;
mod events;
mod grpc;
mod http;
mod ops;
mod peers;
mod signals;
mod store;

use std::sync::Arc;
use std::time::Duration;

use bus::{Group, Publisher};
use cache::Cache;
use db::{Durability, Tx};
use ids::{Clock, TenantId};
use runtime::objects::{self, Objects};
use runtime::{App, Context, OnExit, Service};
use tokio_util::task::TaskTracker;

use crate::config::Config;
use crate::domain::{Channel, ChannelConnector, ChannelProvider, ChannelType, MessageTemplate, Session, WidgetConfig};
use crate::peers::Peers;
use crate::store::Store;

const ACTIVITY: &str = "conversation_manager.activity.v1";
/// Typing and receipts.
const SIGNAL: &str = "conversation_manager.signal.v1";
const TENANTS: &str = "unified_admin.config_changed.v1";

/// Host names whose tenant is remembered, and for how long if a change was not heard.
const HOSTS: (u64, Duration) = (1_000, Duration::from_mins(1));

/// How often messages in doubt are looked for.
const RESEND: Duration = Duration::from_secs(2);

/// Messages to send; the type of an event is the pod that is to send it.
pub(crate) const OUTBOUND: &str = "ccm.outbound.v1";
/// What customers may be shown beside messages; the type is the pod that is to show it.
pub(crate) const COURTESY: &str = "ccm.courtesy.v1";
/// Addresses whose customer was erased: their connectors forget what they kept.
pub(crate) const ERASED: &str = "ccm.erased.v1";
/// What connectors tell the ledger. A new connector is one more line.
const LEDGERS: [&str; 3] = ["connector_360.ledger.v1", "twilio_connector.ledger.v1", "facebook_connector.ledger.v1"];

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
    pub(crate) sessions: Cache<(TenantId, String), Arc<Session>>,
    /// Tenants by host name.
    pub(crate) hosts: Cache<String, String>,
    pub(crate) types: Objects<ChannelType>,
    pub(crate) providers: Objects<ChannelProvider>,
    pub(crate) connectors: Objects<ChannelConnector>,
    pub(crate) channels: Objects<Channel>,
    pub(crate) widgets: Objects<WidgetConfig>,
    pub(crate) templates: Objects<MessageTemplate>,
    pub(crate) publisher: Publisher,
    pub(crate) config_topic: &'static str,
    pub(crate) tracker: TaskTracker,
}

impl State {
    /// Forgets sessions that end in this transaction: now, so that whoever hears of it is refused, and once more when it is committed, since
    /// somebody may have asked in between and had them remembered as they were.
    pub(crate) async fn forget_sessions(&self, tx: &mut Tx, tenant: &TenantId, ids: Vec<String>) {
        let keys: Vec<_> = ids.into_iter().map(|id| (tenant.clone(), id)).collect();
        for key in &keys {
            self.sessions.forget(key).await;
        }
        let (sessions, tracker) = (self.sessions.clone(), self.tracker.clone());
        tx.after_commit(move || {
            tracker.spawn(async move {
                for key in &keys {
                    sessions.forget(key).await;
                }
            });
        });
    }
}

fn build(cx: &Context, config: Config) -> runtime::Result<App> {
    let db = cx.db(Durability::Lazy)?;
    let users =
        Arc::new(domain::Users { channels: Objects::new(cx, &db), connectors: Objects::new(cx, &db), widgets: Objects::new(cx, &db) });
    let types = Objects::new(cx, &db).guarded(domain::type_guard(users.clone()));
    let providers = Objects::new(cx, &db).guarded(domain::provider_guard(users.clone()));
    let store = Store::new(db.clone());
    let connectors = Objects::new(cx, &db).guarded(domain::connector_guard(&providers, &store, users.clone()));
    let channels = Objects::new(cx, &db).guarded(domain::channel_guard(&types, &connectors, &store, users));
    let widgets = Objects::new(cx, &db).guarded(domain::widget_guard(&channels));
    let state = State {
        store,
        peers: Peers::new(cx),
        clock: cx.clock(),
        // Sessions end by an event that also forgets them here; the hour only bounds what a missed one costs.
        sessions: Cache::new(config.cached_sessions, Duration::from_hours(1)),
        hosts: Cache::new(HOSTS.0, HOSTS.1),
        types,
        providers,
        connectors,
        channels,
        widgets,
        templates: Objects::new(cx, &db),
        publisher: cx.publisher(),
        config_topic: objects::topic(cx),
        tracker: cx.tracker(),
    };
    let handler = Arc::new(events::Events(state.clone()));
    let (pruned, keep) = (state.clone(), config.keep);
    let (doubtful, resend_after) = (state.clone(), config.resend_after);
    let hints = cx.bus().subscribe(&[SIGNAL]);
    let topics = LEDGERS.into_iter().chain([ACTIVITY, TENANTS]).collect();
    Ok(App::new()
        .store(&db, store::migrations().and(objects::migrations()))
        .grpc(grpc::server(state.clone()))
        .http("/ccm", http::router(&state))
        .consume(Group { name: "ccm", topics, service: cx.package(), db: db.clone(), handler })
        .consume(customers::group(cx.package(), db, state.clone()))
        .every("prune", Duration::from_hours(1), move || prune(pruned.clone(), keep))
        .every("resend", RESEND, move || resend(doubtful.clone(), resend_after))
        .follows(&[SIGNAL])
        .worker("signals", OnExit::StopProcess, signals::follow(state, hints))
        .publishes(&[objects::topic(cx), OUTBOUND, ERASED, COURTESY]))
}

async fn resend(state: State, after: Duration) -> errors::Result<()> {
    ops::resend_unknown::resend_unknown(&state, after).await
}

/// Forgets what is over for longer than it is kept.
async fn prune(state: State, keep: Duration) -> errors::Result<()> {
    let before = state.clock.now() - i64::try_from(keep.as_millis()).unwrap_or(i64::MAX);
    let gone = state.store.prune(before).await?;
    metrics::counter!("ccm_pruned_total").increment(gone);
    Ok(())
}
