//! What the process lends to a service while it is built. Nothing here does I/O.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use auth::{Keyring, ServiceTokens, SigningKey};
use bus::{Bus, Publisher};
use db::{Db, Durability, Location};
use ids::{Clock, Principal, TenantId};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::leader::{Leader, Reached};
use crate::peer::{Directory, Peer};
use crate::service::package_of;
use crate::settings::{Profile, Settings};

/// The process, as the services of one host share it.
#[derive(Clone)]
pub(crate) struct Process {
    pub(crate) settings: Arc<Settings>,
    pub(crate) clock: Clock,
    pub(crate) bus: Bus,
    /// What replicas share that may be lost; none when embedded.
    pub(crate) cache: Option<cache::Server>,
    pub(crate) keyring: Keyring,
    pub(crate) directory: Directory,
    pub(crate) stop: CancellationToken,
    /// Cancelled before `stop`: nothing new is taken, everything still runs.
    pub(crate) leaving: CancellationToken,
    pub(crate) tracker: TaskTracker,
    /// Who has which store.
    pub(crate) owners: Arc<Mutex<BTreeMap<&'static str, &'static str>>>,
    /// Where the public listener was bound.
    pub(crate) public: Option<std::net::SocketAddr>,
    /// Where other replicas reach this process.
    pub(crate) reached: Reached,
}

/// What one service is given.
pub struct Context {
    name: &'static str,
    package: &'static str,
    process: Process,
    tokens: ServiceTokens,
    calls: Mutex<BTreeSet<&'static str>>,
}

impl Context {
    pub(crate) fn new(name: &'static str, process: Process) -> crate::Result<Self> {
        let key = SigningKey::load_or_create(&keys_folder(&process.settings), name, &format!("svc:{name}"))?;
        let tokens = ServiceTokens::new(key, process.keyring.clone(), process.clock.clone());
        // A handful of names, once per process.
        let package = Box::leak(package_of(name).into_boxed_str());
        Ok(Self { name, package, process, tokens, calls: Mutex::default() })
    }

    /// Pod name.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Package name: of schema, topics and metrics.
    pub fn package(&self) -> &'static str {
        self.package
    }

    /// Time of day.
    pub fn clock(&self) -> Clock {
        self.process.clock.clone()
    }

    /// The service's own store.
    ///
    /// # Errors
    /// If another service of the process has the store of that name: each would take the other's tables for its own.
    pub fn db(&self, durability: Durability) -> crate::Result<Db> {
        self.own_db(self.package, durability)
    }

    /// A further store of the service, for what must not keep the first one busy: a group that writes there names it as its `service`.
    ///
    /// # Errors
    /// As [`Context::db`].
    pub fn side_db(&self, package: &'static str, durability: Durability) -> crate::Result<Db> {
        self.own_db(package, durability)
    }

    fn own_db(&self, store: &'static str, durability: Durability) -> crate::Result<Db> {
        let mut owners = self.process.owners.lock().unwrap_or_else(PoisonError::into_inner);
        let owner = *owners.entry(store).or_insert(self.name);
        if owner != self.name {
            return Err(format!("its store {store} is the store of {owner}: every service has one of its own").into());
        }
        let settings = &self.process.settings;
        Ok(Db::at_most(settings.database_connections.get(), &location(settings, store), durability)?)
    }

    /// The bus.
    pub fn bus(&self) -> Bus {
        self.process.bus.clone()
    }

    /// The server of what replicas share and may lose; none when embedded. A service counts and remembers for itself while it is away.
    pub fn cache(&self) -> Option<&cache::Server> {
        self.process.cache.as_ref()
    }

    /// The publisher of this service's topics.
    pub fn publisher(&self) -> Publisher {
        self.process.bus.publisher(self.package)
    }

    /// Another service, wherever it runs.
    pub fn peer(&self, name: &'static str) -> Peer {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).insert(name);
        Peer::new(name, self.tokens.clone(), &self.process)
    }

    /// This service's tokens and everybody's public keys.
    pub fn tokens(&self) -> ServiceTokens {
        self.tokens.clone()
    }

    /// Folder of this installation's files.
    pub fn data(&self) -> &Path {
        &self.process.settings.data
    }

    /// Folder of this installation's keys.
    pub fn keys(&self) -> std::path::PathBuf {
        keys_folder(&self.process.settings)
    }

    /// Where the public listener was bound, if there is one.
    pub fn public(&self) -> Option<std::net::SocketAddr> {
        self.process.public
    }

    /// This replica's part in the election of the one that leads. Embedded there is one process, and it leads.
    pub fn leader(&self, db: &Db) -> Leader {
        let sole = self.process.settings.profile == Profile::Embedded;
        Leader::new(self.name, db, sole, self.process.reached.clone())
    }

    /// Settings of the process.
    pub fn settings(&self) -> &Settings {
        &self.process.settings
    }

    /// Cancelled when the process stops.
    pub fn stop(&self) -> CancellationToken {
        self.process.stop.clone()
    }

    /// Cancelled when the process is asked to stop: what can be had elsewhere goes there, everything still runs.
    pub(crate) fn leaving(&self) -> CancellationToken {
        self.process.leaving.clone()
    }

    /// Where short tasks are spawned that a stopping process waits for.
    pub fn tracker(&self) -> TaskTracker {
        self.process.tracker.clone()
    }

    /// This service acting for itself inside a tenant.
    pub fn own(&self, tenant: TenantId) -> Principal {
        Principal::service(tenant, self.name)
    }

    pub(crate) fn calls(&self) -> BTreeSet<&'static str> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

pub(crate) fn keys_folder(settings: &Settings) -> std::path::PathBuf {
    if settings.keys.as_os_str().is_empty() { settings.data.join("keys") } else { settings.keys.clone() }
}

/// Where a service's tables are: a file when embedded, a schema of the database otherwise.
pub(crate) fn location(settings: &Settings, package: &str) -> Location {
    if settings.profile == Profile::Embedded || settings.database.is_empty() {
        return Location::File(settings.data.join(format!("{package}.sqlite")));
    }
    Location::Schema { url: settings.database.clone(), schema: package.to_owned() }
}
