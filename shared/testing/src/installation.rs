//! A whole installation inside the test's process: free ports, a folder of its own.

use anyhow::Context as _;
use figment::Figment;
use figment::providers::Serialized;
use ids::Clock;
use runtime::{Host, Running, Service};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Client;
use crate::fleet::Fleet;
use crate::servers::{Profile, Servers};

/// Services that run together, and the folder they own. The folder goes with the value.
pub struct Installation {
    state: State,
    profile: Profile,
    servers: Option<Servers>,
    folder: TempDir,
    settings: Value,
}

enum State {
    Stopped,
    Here(Running),
    Apart(Fleet),
}

impl Installation {
    /// Starts the services on free ports; `settings` overrides theirs (`{"ccm": {"cached_sessions": 10}}`).
    ///
    /// What stands behind them, and whether they are one process, is for the run to say: see [`Profile::of_tests`].
    pub async fn start(services: Vec<Service>, settings: Value) -> anyhow::Result<Self> {
        let profile = Profile::of_tests()?;
        let servers = if profile == Profile::Embedded { None } else { Some(Servers::make(profile).await?) };
        let mut this = Self { state: State::Stopped, profile, servers, folder: tempfile::tempdir()?, settings };
        this.launch(services).await?;
        Ok(this)
    }

    async fn launch(&mut self, services: Vec<Service>) -> anyhow::Result<()> {
        // Installed already by another test of the process.
        let _already = rustls::crypto::ring::default_provider().install_default();
        if let (Profile::Apart { replicas }, Some(servers)) = (self.profile, &self.servers) {
            let pods: Vec<_> = services.iter().map(Service::name).collect();
            let mut settings = servers.settings();
            merge(&mut settings, &self.settings);
            self.state = State::Apart(Fleet::start(&pods, replicas, self.folder.path(), &settings).await?);
            return Ok(());
        }
        let figment = self.figment(&services)?;
        let host = Host::launch(services, &figment, Clock::System).await?;
        host.migrate().await?;
        let running = host.start().await?;
        crate::eventually("readiness", || async { Ok(running.is_ready().await.then_some(())) }).await?;
        self.state = State::Here(running);
        Ok(())
    }

    fn figment(&self, services: &[Service]) -> anyhow::Result<Figment> {
        let figment = runtime::load(services, None)?
            .merge(Serialized::default("data", self.folder.path()))
            .merge(Serialized::default("listen", json!({ "public": "127.0.0.1:0", "admin": "127.0.0.1:0" })))
            .merge(Serialized::default("log", json!({ "filter": "warn", "format": "text" })));
        let mut settings = self.servers.as_ref().map_or_else(|| json!({}), Servers::settings);
        merge(&mut settings, &self.settings);
        Ok(figment.merge(Serialized::defaults(settings)))
    }

    /// Stops in order and starts again on the same folder.
    pub async fn restart(&mut self, services: Vec<Service>) -> anyhow::Result<()> {
        self.stop().await;
        self.launch(services).await
    }

    /// Stops in order.
    pub async fn stop(&mut self) {
        match std::mem::replace(&mut self.state, State::Stopped) {
            State::Here(running) => {
                running.stop();
                running.stopped().await;
            }
            State::Apart(fleet) => fleet.stop().await,
            State::Stopped => {}
        }
    }

    /// `http://127.0.0.1:…` of the public listener.
    pub fn base(&self) -> String {
        match &self.state {
            State::Here(running) => running.public.map(|address| format!("http://{address}")).unwrap_or_default(),
            State::Apart(fleet) => fleet.base(),
            State::Stopped => String::new(),
        }
    }

    /// `http://127.0.0.1:…` of the admin listener, where all services are one process.
    pub fn admin_base(&self) -> String {
        let State::Here(running) = &self.state else { return String::new() };
        running.admin.map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// `http://127.0.0.1:…` of the listener for services, where all are one process and `listen.grpc` is set.
    pub fn grpc_base(&self) -> String {
        let State::Here(running) = &self.state else { return String::new() };
        running.grpc.map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// The installation's folder.
    pub fn data(&self) -> &std::path::Path {
        self.folder.path()
    }

    /// A client signed in as the operator.
    pub async fn operator(&self) -> anyhow::Result<Client> {
        Client::operator(&self.base(), self.data()).await.context("the operator cannot sign in")
    }
}

fn merge(into: &mut Value, from: &Value) {
    match (into, from) {
        (Value::Object(into), Value::Object(from)) => {
            for (key, value) in from {
                merge(into.entry(key.clone()).or_insert(Value::Null), value);
            }
        }
        (into, from) => *into = from.clone(),
    }
}
