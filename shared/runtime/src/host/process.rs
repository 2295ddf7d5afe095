//! What all services of a process share, and what it needs for that.

use std::net::SocketAddr;
use std::sync::Arc;

use bus::{Broker, Bus, Options};
use db::{Db, Durability};
use ids::Clock;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::{HostError, uses_bus};
use crate::app::App;
use crate::config::ConfigError;
use crate::context::{Process, keys_folder, location};
use crate::leader::Reached;
use crate::listen::own_address;
use crate::peer::Directory;
use crate::settings::{BusSettings, Profile, Settings};

/// Connections to a server for what carries a store's events away: it does one thing at a time.
const RELAY: u32 = 2;

/// Of these settings, reached where the listeners are.
pub(super) fn process(
    settings: Settings,
    clock: Clock,
    (public, grpc): (Option<SocketAddr>, Option<SocketAddr>),
) -> Result<Process, HostError> {
    let own = |bound: SocketAddr| settings.advertise.unwrap_or_else(|| own_address(bound.ip()));
    let told = |bound: Option<SocketAddr>| bound.map(|bound| SocketAddr::new(own(bound), bound.port()));
    let reached = Reached { grpc: told(grpc), http: told(public) };
    let settings = Arc::new(settings);
    let keyring = auth::Keyring::with_folder(keys_folder(&settings));
    let located = settings.clone();
    let locate = move |service: &str| match location(&located, service) {
        db::Location::File(path) => Db::read_only(&path),
        schema @ db::Location::Schema { .. } => {
            Db::at_most(RELAY, &schema, Durability::Lazy).unwrap_or_else(|_| Db::read_only(std::path::Path::new("/nonexistent")))
        }
    };
    let locate = Arc::new(locate);
    let bus = if settings.profile == Profile::Embedded {
        let registry =
            Db::new(&location(&settings, "bus"), Durability::Lazy).map_err(|source| HostError::Store { service: "bus", source })?;
        let BusSettings { keep, backlog, .. } = settings.bus;
        Bus::new(Options { keep, backlog, ..Options::new(locate, registry, clock.clone()) })
    } else {
        let Settings { broker, cache, bus: BusSettings { partitions, prefix, keep, backlog }, .. } = (*settings).clone();
        Bus::new(Broker { partitions, prefix, keep, backlog, ..Broker::new(broker, cache, locate, clock.clone()) })
    };
    let cache = if settings.profile == Profile::Embedded || settings.cache.is_empty() {
        None
    } else {
        let server = cache::Server::new(&settings.cache, &settings.bus.prefix);
        Some(server.map_err(|error| ConfigError::one(format!("cache: {error}")))?)
    };
    let stop = CancellationToken::new();
    Ok(Process {
        settings,
        clock,
        bus,
        cache,
        keyring,
        directory: Directory::default(),
        // What stops is leaving as well.
        leaving: stop.child_token(),
        stop,
        tracker: TaskTracker::new(),
        owners: Arc::default(),
        public,
        reached,
    })
}

/// Servers that a service uses and whose addresses are not set.
pub(super) fn lacking(settings: &Settings, service: &str, app: &App) -> Vec<String> {
    let stores = !app.stores.is_empty();
    let events = uses_bus(app);
    let needs = [("database", &settings.database, stores), ("broker", &settings.broker, events), ("cache", &settings.cache, events)];
    let lacks = needs.into_iter().filter(|(_, address, needed)| *needed && address.is_empty());
    lacks.map(|(key, ..)| format!("{service} needs `{key}` in the profile `external`")).collect()
}

/// One process per service and folder: two writers of one log would each think they are the only one.
pub(super) fn lock(settings: &Settings, names: &[&'static str]) -> Result<Vec<std::fs::File>, HostError> {
    let folder = settings.data.join("locks");
    let failed = |what: &std::path::Path, source| HostError::Files { what: what.display().to_string(), source };
    std::fs::create_dir_all(&folder).map_err(|source| failed(&folder, source))?;
    let one = |name: &&'static str| {
        let path = folder.join(format!("{name}.lock"));
        let file = std::fs::File::create(&path).map_err(|source| failed(&path, source))?;
        file.try_lock().map_err(|error| match error {
            std::fs::TryLockError::Error(source) => failed(&path, source),
            std::fs::TryLockError::WouldBlock => {
                failed(&path, std::io::Error::other(format!("another process runs {name} on this data folder")))
            }
        })?;
        Ok(file)
    };
    names.iter().map(one).collect()
}
