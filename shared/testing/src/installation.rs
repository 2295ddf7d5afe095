//! A whole installation inside the test's process: free ports, a folder of its own.

use anyhow::Context as _;
use figment::Figment;
use figment::providers::Serialized;
use ids::Clock;
use runtime::{Host, Running, Service};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::client::Client;

/// Services that run together, and the folder they own. The folder goes with the value.
pub struct Installation {
    running: Option<Running>,
    folder: TempDir,
    settings: Value,
}

impl Installation {
    /// Starts the services on free ports; `settings` overrides theirs (`{"ccm": {"cached_sessions": 10}}`).
    pub async fn start(services: Vec<Service>, settings: Value) -> anyhow::Result<Self> {
        let mut this = Self { running: None, folder: tempfile::tempdir()?, settings };
        this.launch(services).await?;
        Ok(this)
    }

    async fn launch(&mut self, services: Vec<Service>) -> anyhow::Result<()> {
        // Installed already by another test of the process.
        let _already = rustls::crypto::ring::default_provider().install_default();
        let figment = self.figment(&services)?;
        let running = Host::launch(services, &figment, Clock::System).await?.start().await?;
        crate::eventually("readiness", || async { Ok(running.is_ready().await.then_some(())) }).await?;
        self.running = Some(running);
        Ok(())
    }

    fn figment(&self, services: &[Service]) -> anyhow::Result<Figment> {
        let figment = runtime::load(services, None)?
            .merge(Serialized::default("data", self.folder.path()))
            .merge(Serialized::default("listen", json!({ "public": "127.0.0.1:0", "admin": "127.0.0.1:0" })))
            .merge(Serialized::default("log", json!({ "filter": "warn", "format": "text" })));
        Ok(figment.merge(Serialized::defaults(self.settings.clone())))
    }

    /// Stops in order and starts again on the same folder.
    pub async fn restart(&mut self, services: Vec<Service>) -> anyhow::Result<()> {
        self.stop().await;
        self.launch(services).await
    }

    /// Stops in order.
    pub async fn stop(&mut self) {
        if let Some(running) = self.running.take() {
            running.stop();
            running.stopped(false).await;
        }
    }

    /// `http://127.0.0.1:…` of the public listener.
    pub fn base(&self) -> String {
        let address = self.running.as_ref().and_then(|running| running.public);
        address.map(|address| format!("http://{address}")).unwrap_or_default()
    }

    /// `http://127.0.0.1:…` of the admin listener.
    pub fn admin_base(&self) -> String {
        let address = self.running.as_ref().and_then(|running| running.admin);
        address.map(|address| format!("http://{address}")).unwrap_or_default()
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
