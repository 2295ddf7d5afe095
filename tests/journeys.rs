//! Stories of customers and agents, over the public edges only.

mod agents_come_and_go;
mod apart;
mod bad_input;
mod bots;
mod configuration;
mod customers_come_and_go;
mod draining;
mod files;
mod independent_client;
mod kinds;
mod live_changes;
mod named_agents;
mod people;
mod provider_doubt;
mod provider_erasure;
mod provider_files;
mod provider_samples;
mod provider_trouble;
mod providers;
mod rules;
mod supervisors;
mod the_main_job;
mod together;
mod waiting;
mod web_samples;

use std::collections::BTreeMap;

use anyhow::Context as _;
use serde_json::{Value, json};
use testing::{Client, Customer, Desk, Installation};

/// Service identifier of the demonstration's channel.
pub(crate) const SHOP: &str = "5155";
/// The demonstration's queue.
pub(crate) const SUPPORT: &str = "/routing-engine/v1/queues/0192a000-0000-7000-8000-000000000021";
/// The demonstration's channel.
pub(crate) const CHANNEL: &str = "/ccm/v1/channels/0192a000-0000-7000-8000-000000000042";

/// Pods without which nobody talks; the others only serve files.
pub(crate) const PODS: [&str; 10] = [
    "agent-manager",
    "bot-framework",
    "ccm",
    "cim-customer",
    "conversation-controller",
    "conversation-manager",
    "routing-engine",
    "unified-admin",
    "web-channel-manager",
    "switchboard",
];

/// An installation with its demonstration, and everybody's sign-in links.
pub(crate) struct Shop {
    pub(crate) installation: Installation,
    links: BTreeMap<String, String>,
}

impl Shop {
    pub(crate) async fn open() -> anyhow::Result<Self> {
        Self::with(fast()).await
    }

    /// The same with settings of one's own.
    pub(crate) async fn with(settings: Value) -> anyhow::Result<Self> {
        let installation = Installation::start(switchboard::all(), settings).await?;
        let (data, base) = (installation.data().to_owned(), installation.base());
        testing::eventually("the demonstration", || async { Ok(data.join("demo.done").exists().then_some(())) }).await?;
        let links = serde_json::from_slice(&std::fs::read(data.join("links.json"))?)?;
        anyhow::ensure!(!base.is_empty(), "no public listener");
        Ok(Self { installation, links })
    }

    pub(crate) fn customer(&self) -> Customer {
        Customer::new(&self.installation.base(), SHOP)
    }

    /// Signs a user of the demonstration in: `agent1`, `agent2`, `supervisor`, `admin`.
    pub(crate) async fn user(&self, who: &str) -> anyhow::Result<Client> {
        Client::link(&self.installation.base(), self.links.get(who).context("no such link")?).await
    }

    /// A connected desk of that user.
    pub(crate) async fn desk(&self, who: &str) -> anyhow::Result<Desk> {
        let mut desk = Desk::new(&self.installation.base(), &self.user(who).await?);
        desk.connect().await?;
        Ok(desk)
    }

    /// A desk that takes work.
    pub(crate) async fn ready_desk(&self, who: &str) -> anyhow::Result<Desk> {
        let mut desk = self.desk(who).await?;
        desk.state("READY").await?;
        Ok(desk)
    }

    /// A customer whose chat has started and who was greeted.
    pub(crate) async fn greeted(&self) -> anyhow::Result<Customer> {
        let mut customer = self.customer();
        customer.start(&[("firstName", "Ana")]).await?;
        customer.hears("I am Robin").await?;
        Ok(customer)
    }

    /// The same, talking to the agent at `desk`.
    pub(crate) async fn talking(&self, desk: &mut Desk) -> anyhow::Result<(Customer, String)> {
        let mut customer = self.greeted().await?;
        customer.say("I want to talk to a person").await?;
        let conversation = desk.take_offer().await?;
        customer.sees("AGENT_SUBSCRIBED").await?;
        Ok((customer, conversation))
    }
}

/// Limits that tests would run into.
pub(crate) fn fast() -> Value {
    json!({ "web_channel_manager": { "events_per_customer": 10_000, "events_per_address": 100_000, "sockets_per_address": 100_000 } })
}
