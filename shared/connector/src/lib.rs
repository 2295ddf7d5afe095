//! The frame of every connector: what is the same whoever the provider is. A connector is a [`Provider`] and three lines.
//!
//! # In
//!
//! A webhook is authenticated over its raw bytes, written down with one flush (shared by all that come at once), and answered 200.
//! Everything after that is ours: a request is taken apart into things ([`Event`], [`Status`]), each of which has a key that is taken
//! once, put into a lane (one per customer and channel, in the order of the provider's times), and handed to ccm. What ccm
//! cannot take now waits in its lane; what it will never take is kept with its reason.
//!
//! # Out
//!
//! `ccm.outbound.v1` says what to send. It becomes a row PENDING, in the transaction that moves the cursor. The row is SENDING, durably,
//! before the provider is called, and SENT, FAILED or UNKNOWN after. A process that dies in between leaves SENDING, which becomes
//! UNKNOWN: no provider can be asked whether it has a message without an id, and nothing is sent twice silently. Every end is a thing in the same
//! lanes as what comes in, and reaches ccm that way.
//!
//! # Beside messages
//!
//! `ccm.courtesy.v1` says that somebody has read what a customer wrote, or writes. A provider that has a way to show it gets one call, at most
//! every few seconds, from a small room of its own: when that is full, or the call fails, nothing is tried again and no message waits.
//!
//! # Files
//!
//! A message that names a file of the provider waits in its lane while the file is brought to file-engine, and goes on without it, and says
//! so, when that does not succeed. A file of ours is brought to the provider, or linked to, before its message is SENDING.
//!
//! # Whoever is erased
//!
//! `ccm.erased.v1` names an address. What came from it and went to it loses its contents and the address, here too; the rows stay, so that sums
//! still add up. A request that had several customers' messages in it goes as a whole: what was in it has long been taken out.
//!
//! # Why a crate of its own
//!
//! Three services use it and no other: in `runtime` it would bring an HTTP client, hashes and tables to all of them.

mod body;
mod buttons;
mod class;
mod config;
mod courtesy;
mod directory;
mod erase;
mod event;
mod forward;
mod health;
mod http;
mod hub;
mod intake;
mod ledger;
mod media;
mod normalise;
mod outgoing;
mod profile;
mod provider;
mod rates;
mod send;
pub mod sign;
mod store;
mod subscription;

use std::sync::Arc;

use bus::Group;
use contracts::ccm::ccm_service_client::CcmServiceClient;
use db::{Db, Durability};
use ids::Clock;
use runtime::files::{Files, Links};
use runtime::{App, Context, OnExit, Peer};
use tokio::sync::Notify;

pub use buttons::Button;
pub use class::{ErrorClass, Refusal};
pub use config::Config;
pub use courtesy::{Courtesy, Shown};
pub use directory::{Channel, Sibling};
pub use event::{Decoded, Event, Media, Rejected, Status, digits, text};
pub use hub::{hub_handshake, hub_signature, json_object};
pub use media::{Deposit, Grab};
pub use outgoing::{Answer, Call, Payload, Said, Sent};
pub use provider::{Handshake, Provider, Raw, Refused, Window};
pub use rates::Rate;
pub use subscription::Subscription;

use crate::directory::Directory;
use crate::health::Health;
use crate::intake::Intake;
use crate::media::Fetcher;
use crate::profile::Profiles;
use crate::rates::Rates;
use crate::store::Store;

/// What to send; its type is the pod that is meant.
const OUTBOUND: &str = "ccm.outbound.v1";
/// Addresses whose customer was erased.
const ERASED: &str = "ccm.erased.v1";
/// What a customer may be shown beside messages; its type is the pod that is meant.
const COURTESY: &str = "ccm.courtesy.v1";
/// Documents of ccm, channels and their accounts among them.
const CONFIG: &str = "ccm.config_changed.v1";

/// What the parts of one connector share.
pub(crate) struct State {
    pub(crate) pod: &'static str,
    pub(crate) provider: Box<dyn Provider>,
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) config: Config,
    pub(crate) door: CcmServiceClient<Peer>,
    pub(crate) directory: Directory,
    pub(crate) publisher: bus::Publisher,
    pub(crate) ledger_topic: &'static str,
    pub(crate) client: reqwest::Client,
    pub(crate) rates: Rates,
    /// Customers' files are fetched with it.
    pub(crate) fetcher: Fetcher,
    pub(crate) files: Files,
    pub(crate) links: Links,
    pub(crate) health: Health,
    pub(crate) profiles: Profiles,
    /// Requests wait to be taken apart.
    pub(crate) raw_there: Notify,
    /// Things wait to be handed on.
    pub(crate) things_there: Notify,
    /// Messages wait to be sent.
    pub(crate) sends_there: Notify,
}

/// The whole of a connector's `build`.
pub fn app(cx: &Context, config: Config, provider: impl Provider) -> runtime::Result<App> {
    // A webhook's 200 and an attempt before its call are promises.
    let db = cx.db(Durability::Flushed)?;
    let door = CcmServiceClient::new(cx.peer("ccm"));
    // Once per process.
    let ledger_topic: &'static str = Box::leak(format!("{}.ledger.v1", cx.package()).into_boxed_str());
    // Installed already, unless somebody only looks at how services are put together.
    let _already = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .timeout(config.send_timeout)
        .connect_timeout(config.connect_timeout)
        .redirect(reqwest::redirect::Policy::none())
        .build()?;
    let (intake, writing) = intake::new(Store::new(db.clone()), cx.clock());
    let state = Arc::new(State {
        pod: cx.name(),
        provider: Box::new(provider),
        store: Store::new(db.clone()),
        clock: cx.clock(),
        directory: Directory::new(cx.name(), door.clone()),
        door,
        publisher: cx.publisher(),
        ledger_topic,
        client,
        fetcher: Fetcher::new(&config)?,
        files: Files::new(cx),
        links: Links::new(cx),
        rates: Rates::default(),
        config,
        health: Health::default(),
        profiles: Profiles::default(),
        raw_there: Notify::new(),
        things_there: Notify::new(),
        sends_there: Notify::new(),
    });
    let hints = cx.bus().subscribe(&[CONFIG]);
    let courtesies = cx.bus().subscribe(&[COURTESY]);
    let sole = cx.settings().profile == runtime::Profile::Embedded;
    Ok(assemble(cx, &state, db, (intake, sole))
        .worker("intake", OnExit::StopProcess, writing(state.clone()))
        .worker("directory", OnExit::StopProcess, directory::follow(state.clone(), hints))
        .worker("courtesy", OnExit::StopProcess, courtesy::run(state.clone(), courtesies)))
}

fn assemble(cx: &Context, state: &Arc<State>, db: Db, (intake, sole): (Intake, bool)) -> App {
    let (prune, seen, looked_after) = (state.clone(), state.clone(), state.clone());
    let handler = Arc::new(send::Outbound(state.clone()));
    // Once per process.
    let path: &'static str = Box::leak(format!("/{}", cx.name()).into_boxed_str());
    App::new()
        .store(&db, store::migrations())
        .http(path, http::router(state, intake))
        .consume(Group { name: cx.package(), topics: vec![OUTBOUND, ERASED], service: cx.package(), db, handler })
        .follows(&[CONFIG, COURTESY])
        .publishes(&[state.ledger_topic])
        .worker("normalise", OnExit::StopProcess, normalise::run(state.clone()))
        .worker("forward", OnExit::StopProcess, forward::run(state.clone()))
        .worker("send", OnExit::StopProcess, send::run(state.clone(), sole))
        .every("health", health::WRITTEN, move || health::write(seen.clone()))
        .every("subscriptions", state.config.subscriptions, move || subscription::look(looked_after.clone()))
        .every("prune", std::time::Duration::from_mins(10), move || {
            let state = prune.clone();
            async move { Ok(state.store.prune(state.clock.now(), &state.config).await?) }
        })
}
