//! A host: built services, started and stopped together. A process has one; a test may have several.

mod assembly;
mod care;
mod process;
mod running;

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;

use figment::Figment;
use ids::Clock;
use tokio_util::sync::CancellationToken;
use utoipa::openapi::OpenApi;

use self::assembly::Assembly;
pub(crate) use self::care::chain;
use self::process::{lacking, lock, process};
pub use self::running::Running;
use crate::app::App;
use crate::backup;
use crate::config::{self, ConfigError};
use crate::context::{Context, Process};
use crate::flow::{Flow, LED, Row};
use crate::http;
use crate::leader::Leader;
use crate::lifecycle::Lifecycle;
use crate::listen::{Bound, address, bind};
use crate::ops::{self, Ops};
use crate::service::Service;
use crate::settings::Profile;

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
        let uses_bus = self.apps.iter().any(|(_, app)| uses_bus(app));
        let mut assembly = Assembly::default();
        for (context, app) in self.apps {
            assembly.take(&self.process, &context, app);
        }
        if uses_bus {
            let started = self.process.bus.start(&lifecycle.tracker, &lifecycle.stop).await;
            started.map_err(|source| HostError::Store { service: "bus", source })?;
        }
        let Assembly { public, grpc, mut checks, stores, jobs, farewells } = assembly;
        for job in jobs {
            job.start(&lifecycle);
        }
        if let Some((every, tick)) = care::checkpoint(&stores) {
            lifecycle.every("process", "checkpoint", every, tick);
        }
        checks.push(("process", "bus", care::bus_check(&self.process.bus)));
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
        running.serve(self.bound.grpc, grpc);
        running.serve(self.bound.public, http::edge(public, self.process.keyring.clone(), &settings));
        Ok(running)
    }
}

fn uses_bus(app: &App) -> bool {
    !(app.groups.is_empty() && app.publishes.is_empty() && app.hints.is_empty())
}
