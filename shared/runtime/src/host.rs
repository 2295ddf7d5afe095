//! A host: built services, started and stopped together. A process has one; a test may have several.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::serve::ListenerExt as _;
use bus::{Broker, Bus, Options};
use db::{Db, Durability, Migrations};
use figment::Figment;
use ids::Clock;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use utoipa::openapi::OpenApi;

use crate::app::{App, Check, Farewell, OnExit};
use crate::backup;
use crate::config::{self, ConfigError};
use crate::context::{Context, Process, keys_folder, location};
use crate::flow::{Flow, LED, Row};
use crate::leader::{Edge, Leader, Reached};
use crate::lifecycle::Lifecycle;
use crate::listen::{Bound, address, bind, own_address};
use crate::once::Once;
use crate::ops::{self, Ops};
use crate::peer::{Directory, reach};
use crate::service::Service;
use crate::settings::{BusSettings, Profile, Settings};
use crate::{grpc, http};

/// How often a publisher's outbox is pruned.
const PRUNE: Duration = Duration::from_secs(10);
/// Connections to a server for what carries a store's events away: it does one thing at a time.
const RELAY: u32 = 2;

/// Why a host does not come up.
#[derive(Debug, thiserror::Error)]
pub enum HostError {
    /// The configuration is wrong.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// A port is taken, or not ours to take.
    #[error("cannot listen on {address} ({key}): {source}")]
    Bind {
        /// Which setting.
        key: &'static str,
        /// Which address.
        address: SocketAddr,
        #[source]
        /// What the system says.
        source: std::io::Error,
    },
    /// A service cannot be put together.
    #[error("cannot build {service}: {source}")]
    Build {
        /// Which service.
        service: &'static str,
        #[source]
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A backup cannot be made, or not be restored.
    #[error("{0}")]
    Backup(String),
    /// The broker cannot be prepared.
    #[error("cannot prepare the broker: {0}")]
    Bus(String),
    /// Files of the installation cannot be used.
    #[error("cannot use {what}: {source}")]
    Files {
        /// Which.
        what: String,
        #[source]
        /// Why.
        source: std::io::Error,
    },
    /// A store cannot be brought to this version.
    #[error("cannot prepare the store of {service}")]
    Store {
        /// Whose.
        service: &'static str,
        #[source]
        /// Why.
        source: db::Error,
    },
}

/// Services put together, not yet running.
pub struct Host {
    process: Process,
    apps: Vec<(Context, App)>,
    bound: Bound,
    locks: Vec<std::fs::File>,
    signals: bool,
}

/// A host that runs.
pub struct Running {
    /// Where the public listener is.
    pub public: Option<SocketAddr>,
    /// Where the admin listener is.
    pub admin: Option<SocketAddr>,
    /// Where the gRPC listener is.
    pub grpc: Option<SocketAddr>,
    lifecycle: Lifecycle,
    stores: Vec<Db>,
    ops: Ops,
    drain: Duration,
    /// Asked for a second time to end: nothing is waited for any more.
    hard: CancellationToken,
    farewells: Vec<Farewell>,
    _locks: Vec<std::fs::File>,
}

impl Host {
    /// Binds the ports and builds the services.
    pub async fn launch(services: Vec<Service>, figment: &Figment, clock: Clock) -> Result<Self, HostError> {
        let settings = config::settings(figment)?;
        let names: Vec<_> = services.iter().map(Service::name).collect();
        let bound = bind(&settings.listen).await?;
        std::fs::create_dir_all(&settings.data).map_err(|source| HostError::Files { what: settings.data.display().to_string(), source })?;
        backup::finished(&settings.data)?;
        // Elsewhere the stores themselves keep replicas apart.
        let locks = if settings.profile == Profile::Embedded { lock(&settings, &names)? } else { Vec::new() };
        let mut host =
            Self::build(services, figment, process(settings, clock, (address(bound.public.as_ref()), address(bound.grpc.as_ref())))?)?;
        host.bound = bound;
        host.locks = locks;
        let nowhere = host.apps.iter().filter(|(_, app)| app.leader.as_ref().is_some_and(Leader::is_nowhere));
        let problems: Vec<_> = nowhere
            .map(|(context, _)| {
                format!(
                    "{} needs `advertise`: its replicas hand requests on to each other, and this machine does not tell its own address",
                    context.name()
                )
            })
            .collect();
        if !problems.is_empty() {
            return Err(ConfigError { problems }.into());
        }
        Ok(host)
    }

    /// Builds the services without touching ports or locks: for `check` and `flow`.
    pub fn assemble(services: Vec<Service>, figment: &Figment) -> Result<Self, HostError> {
        let settings = config::settings(figment)?;
        Self::build(services, figment, process(settings, Clock::System, (None, None))?)
    }

    fn build(services: Vec<Service>, figment: &Figment, process: Process) -> Result<Self, HostError> {
        let mut problems = Vec::new();
        let mut builds = Vec::new();
        for service in services {
            match service.configure(figment) {
                Ok(configured) => builds.push(configured),
                Err(error) => problems.extend(error.problems),
            }
        }
        if !problems.is_empty() {
            return Err(ConfigError { problems }.into());
        }
        let mut apps = Vec::new();
        for (name, build) in builds {
            let failed = |source| HostError::Build { service: name, source };
            let _span = tracing::info_span!("build", service = name).entered();
            let context = Context::new(name, process.clone()).map_err(failed)?;
            let app = build(&context).map_err(failed)?;
            apps.push((context, app));
        }
        if process.settings.profile == Profile::External {
            let missing: Vec<_> = apps.iter().flat_map(|(context, app)| lacking(&process.settings, context.name(), app)).collect();
            if !missing.is_empty() {
                return Err(ConfigError { problems: missing }.into());
            }
        }
        Ok(Self { process, apps, bound: Bound::default(), locks: Vec::new(), signals: false })
    }

    /// Who serves, consumes, publishes and calls what.
    pub fn flow(&self) -> Flow {
        let texts = |names: &[&'static str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let rows = self.apps.iter().map(|(context, app)| {
            let serves =
                app.grpc_names.iter().map(|name| format!("gRPC {name}")).chain(app.paths.iter().map(|path| format!("HTTP {path}")));
            let serves = serves.chain(app.leader.iter().map(|_| LED.to_owned()));
            Row {
                service: context.name(),
                serves: serves.collect(),
                consumes: app.groups.iter().flat_map(|group| texts(&group.topics)).collect(),
                follows: texts(&app.hints),
                publishes: texts(&app.publishes),
                calls: context.calls().into_iter().map(str::to_owned).collect(),
            }
        });
        Flow { rows: rows.collect() }
    }

    /// A migration that is applied to the store of that file name and that none of these services has.
    pub(crate) fn unknown_step(&self, file: &str, applied: &[i64]) -> Option<i64> {
        let owner = self.apps.iter().find(|(context, _)| file == format!("{}.sqlite", context.package()));
        let (_, app) = owner?;
        applied.iter().copied().find(|step| !app.stores.iter().any(|(_, migrations)| migrations.knows(*step)))
    }

    /// Calls that could reach nobody.
    pub(crate) fn strangers(&self) -> Vec<String> {
        let here = |name: &str| self.apps.iter().any(|(context, _)| context.name() == name);
        let known = |name: &str| here(name) || self.process.settings.peers.contains_key(name);
        let calls = self.apps.iter().flat_map(|(context, _)| context.calls().into_iter().map(|callee| (context.name(), callee)));
        let strangers = calls.filter(|(_, callee)| !known(callee));
        strangers.map(|(caller, callee)| format!("{caller} calls {callee}, which is neither in this process nor in [peers]")).collect()
    }

    /// The OpenAPI documents of the services that have HTTP routes of their own, by pod name.
    pub fn documents(&self) -> BTreeMap<&'static str, OpenApi> {
        self.apps.iter().flat_map(|(context, app)| app.documents.iter().map(|document| (context.name(), document.clone()))).collect()
    }

    /// Brings all stores to this version, and makes what the events need on the broker.
    pub async fn migrate(&self) -> Result<(), HostError> {
        for (context, app) in &self.apps {
            for (db, migrations) in &app.stores {
                db.migrate(migrations).await.map_err(|source| HostError::Store { service: context.name(), source })?;
            }
        }
        if self.apps.iter().any(|(_, app)| uses_bus(app)) {
            let groups: Vec<_> = self.apps.iter().flat_map(|(_, app)| app.groups.clone()).collect();
            self.process.bus.declare(&groups).await.map_err(HostError::Bus)?;
        }
        Ok(())
    }

    /// Signals of the system end it softly, from before anybody can be told that it is there.
    #[must_use]
    pub fn hearing_signals(mut self) -> Self {
        self.signals = true;
        self
    }

    /// Starts everything.
    pub async fn start(self) -> Result<Running, HostError> {
        if self.process.settings.profile == Profile::Embedded {
            self.migrate().await?;
        }
        let settings = self.process.settings.clone();
        let lifecycle = Lifecycle::new(self.process.stop.clone(), self.process.leaving.clone(), self.process.tracker.clone());
        let hard = CancellationToken::new();
        if self.signals
            && let Err(error) = lifecycle.on_signals(&hard)
        {
            tracing::error!(%error, "no signals will be heard");
        }
        let mut public = Router::new();
        let mut grpc_router = Router::new();
        let mut checks: Vec<(&'static str, &'static str, Check)> = Vec::new();
        let mut stores = Vec::new();
        let mut jobs = Vec::new();
        let mut farewells = Vec::new();
        let uses_bus = self.apps.iter().any(|(_, app)| uses_bus(app));
        for (context, app) in self.apps {
            let name = context.name();
            let mut http = asked_once(app.http, &app.stores, &self.process);
            let mut router = grpc::guarded(name, app.grpc.routes(), context.tokens(), settings.call_deadline);
            router = router.merge(http::inner(app.streams));
            let mut workers = app.workers;
            if let Some(leader) = app.leader {
                http = leader.handing_on(http, Edge::Http);
                router = leader.handing_on(router, Edge::Grpc);
                workers.push(("leader", OnExit::Ignore, Box::pin(leader.run(context.stop()))));
            }
            public = public.merge(http);
            self.process.directory.register(name, router.clone());
            grpc_router = grpc_router.merge(router);
            for group in app.groups {
                self.process.bus.group(group);
            }
            let mut ticks = app.ticks;
            for (db, migrations) in app.stores {
                checks.push((name, "store", store_check(&db, migrations)));
                ticks.push(("prune-outbox", PRUNE, prune(&self.process.bus, context.package(), &db)));
                stores.push(db);
            }
            let elsewhere = context.calls().into_iter().filter_map(|callee| Some((callee, settings.peers.get(callee)?)));
            checks.extend(elsewhere.map(|(callee, address)| (name, callee, reach::check(callee, address))));
            checks.extend(app.checks.into_iter().map(|(check, run)| (name, check, run)));
            // Embedded there is no other replica to go to.
            farewells.extend(app.farewells.into_iter().filter(|_| settings.profile == Profile::External));
            jobs.push((name, workers, ticks));
        }
        if uses_bus {
            let started = self.process.bus.start(&lifecycle.tracker, &lifecycle.stop).await;
            started.map_err(|source| HostError::Store { service: "bus", source })?;
        }
        for (name, workers, ticks) in jobs {
            for (worker, on_exit, work) in workers {
                lifecycle.worker(name, worker, on_exit, work);
            }
            for (job, period, tick) in ticks {
                lifecycle.every(name, job, period, tick);
            }
        }
        checks.push(("process", "bus", bus_check(&self.process.bus)));
        let ops = Ops { checks: Arc::new(checks), bus: self.process.bus.clone(), leaving: lifecycle.leaving.clone() };
        let running = Running {
            public: address(self.bound.public.as_ref()),
            admin: address(self.bound.admin.as_ref()),
            grpc: address(self.bound.grpc.as_ref()),
            lifecycle,
            stores,
            ops: ops.clone(),
            drain: settings.drain,
            hard,
            farewells,
            _locks: self.locks,
        };
        running.serve(self.bound.admin, ops::router(ops));
        running.serve(self.bound.grpc, grpc_router);
        running.serve(self.bound.public, http::edge(public, self.process.keyring.clone(), &settings));
        Ok(running)
    }
}

impl Running {
    fn serve(&self, listener: Option<TcpListener>, router: Router) {
        let Some(listener) = listener else { return };
        // Without it the last small frame of a burst waits for an acknowledgement.
        let listener = listener.tap_io(|stream| {
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection went away at once");
            }
        });
        let stop = self.lifecycle.stop.clone();
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        self.lifecycle.tracker.spawn(async move {
            if let Err(error) = axum::serve(listener, service).with_graceful_shutdown(stop.cancelled_owned()).await {
                tracing::error!(%error, "a listener ended");
            }
        });
    }

    /// Whether every check passes.
    pub async fn is_ready(&self) -> bool {
        self.ops.is_ready().await
    }

    /// Asks everything to end: see [`Running::stopped`], which sees to it.
    pub fn stop(&self) {
        self.lifecycle.leaving.cancel();
    }

    /// Cancelled when the process is asked to end.
    pub fn stopping(&self) -> CancellationToken {
        self.lifecycle.leaving.clone()
    }

    /// Waits until asked to stop, by signal or otherwise, then for what can go elsewhere to go, then for what is in flight.
    pub async fn stopped(mut self) -> ExitCode {
        let hard = self.hard.clone();
        let Lifecycle { stop, leaving, tracker, .. } = self.lifecycle.clone();
        leaving.cancelled().await;
        let end = tokio::time::Instant::now() + self.drain;
        let time = self.drain * 3 / 4;
        let farewells = futures::future::join_all(std::mem::take(&mut self.farewells).into_iter().map(|farewell| farewell(time)));
        tokio::select! {
            _ = farewells => {}
            () = tokio::time::sleep(time) => {}
            // Something failed: there is no time for farewells.
            () = stop.cancelled() => {}
            () = hard.cancelled() => {}
        }
        stop.cancel();
        tracker.close();
        tokio::select! {
            () = tracker.wait() => {}
            () = tokio::time::sleep_until(end) => tracing::warn!("something is still in flight: ending anyway"),
            () = hard.cancelled() => {}
        }
        for store in &self.stores {
            // A transaction that never ends must not keep the process alive.
            let closed = tokio::time::timeout(Duration::from_secs(2), store.close()).await;
            if closed.is_err() {
                tracing::warn!("a store did not close in time");
            }
        }
        if self.lifecycle.failed.load(Ordering::Acquire) { ExitCode::FAILURE } else { ExitCode::SUCCESS }
    }
}

fn uses_bus(app: &App) -> bool {
    !(app.groups.is_empty() && app.publishes.is_empty() && app.hints.is_empty())
}

/// Servers that a service uses and whose addresses are not set.
fn lacking(settings: &Settings, service: &str, app: &App) -> Vec<String> {
    let stores = !app.stores.is_empty();
    let events = uses_bus(app);
    let needs = [("database", &settings.database, stores), ("broker", &settings.broker, events), ("cache", &settings.cache, events)];
    let lacks = needs.into_iter().filter(|(_, address, needed)| *needed && address.is_empty());
    lacks.map(|(key, ..)| format!("{service} needs `{key}` in the profile `external`")).collect()
}

/// Routes of a service with a store answer a repetition as the first time.
fn asked_once(routes: Router, stores: &[(Db, Migrations)], process: &Process) -> Router {
    let Some((db, _)) = stores.first() else { return routes };
    let (clock, tracker) = (process.clock.clone(), process.tracker.clone());
    Once { db: db.clone(), clock, tracker, max_body: process.settings.max_body, waits: Duration::from_secs(5) }.around(routes)
}

fn process(settings: Settings, clock: Clock, (public, grpc): (Option<SocketAddr>, Option<SocketAddr>)) -> Result<Process, HostError> {
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

/// One process per service and folder: two writers of one log would each think they are the only one.
fn lock(settings: &Settings, names: &[&'static str]) -> Result<Vec<std::fs::File>, HostError> {
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

fn store_check(db: &Db, migrations: Migrations) -> Check {
    let db = db.clone();
    Arc::new(move || {
        let (db, migrations) = (db.clone(), migrations.clone());
        Box::pin(async move {
            match db.is_current(&migrations).await {
                Ok(true) => db.has_room().map_err(|error| chain(&error)),
                Ok(false) => Err("migrations are pending: run `migrate`".to_owned()),
                Err(error) => Err(chain(&error)),
            }
        })
    })
}

fn bus_check(bus: &Bus) -> Check {
    let bus = bus.clone();
    Arc::new(move || {
        let flows = bus.check();
        Box::pin(async move { flows })
    })
}

/// An error with its causes: what the driver says is what an operator can act on. It names no address and no password.
pub(crate) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(cause) = next {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        next = cause.source();
    }
    text
}

fn prune(bus: &Bus, package: &'static str, db: &Db) -> crate::app::Tick {
    let (bus, db) = (bus.clone(), db.clone());
    Arc::new(move || {
        let (bus, db) = (bus.clone(), db.clone());
        Box::pin(async move {
            bus.prune(package, &db).await?;
            Ok(())
        })
    })
}
