//! What administrators set: media routing domains, attributes, queues, agents. The documents are the source; the shard follows them.

mod agent;
mod attribute;
mod docs;
mod guards;
mod mrd;
mod queue;
mod settings;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use db::Db;
use ids::{Principal, TenantId};
use runtime::Context;
use runtime::objects::{By, Objects, Uses};

pub(crate) use agent::Agent;
pub(crate) use attribute::Attribute;
pub(crate) use docs::{All, Docs, Scope, place};
pub(crate) use mrd::Mrd;
pub(crate) use queue::Queue;
pub(crate) use settings::RoutingSettings;

use crate::engine::Engine;

/// The engine, which is made after the documents it is told of.
pub(crate) type Late = Arc<OnceLock<Engine>>;

/// All documents.
#[derive(Clone)]
pub(crate) struct Catalogue {
    pub(crate) mrds: Objects<Mrd>,
    pub(crate) attributes: Objects<Attribute>,
    pub(crate) queues: Objects<Queue>,
    pub(crate) agents: Objects<Agent>,
    pub(crate) settings: Objects<RoutingSettings>,
}

impl Catalogue {
    /// The documents in the store; every change is rehearsed by the engine first and announced to it afterwards, and what others
    /// use stays.
    pub(crate) fn new(cx: &Context, db: &Db, late: &Late, uses: &Uses) -> Self {
        let plain = Self {
            mrds: Objects::new(cx, db),
            attributes: Objects::new(cx, db),
            queues: Objects::new(cx, db),
            agents: Objects::new(cx, db),
            settings: Objects::new(cx, db),
        };
        guards::guarded(plain, late, uses)
    }

    pub(crate) async fn docs(&self, tenant: &TenantId) -> db::Result<Docs> {
        Ok(Docs {
            mrds: self.mrds.list(tenant).await?,
            attributes: self.attributes.list(tenant).await?,
            queues: self.queues.list(tenant).await?,
            agents: self.agents.list(tenant).await?,
            settings: self.settings.list(tenant).await?,
        })
    }

    /// Makes an agent known who signs in for the first time: in every media routing domain, without attributes.
    pub(crate) async fn enrol(&self, own: &Principal, id: &str, name: &str) -> errors::Result<()> {
        if self.agents.get(&own.tenant, id).await?.is_some() {
            return Ok(());
        }
        let name = if name.is_empty() { id } else { name };
        let agent = |name: String| Agent { name, attributes: BTreeMap::new(), mrds: None };
        match self.agents.put(By::itself(own), id, None, agent(name.to_owned())).await {
            // Names of documents are unique, those of people are not.
            Err(fault) if fault.code() == "NAME_TAKEN" => {
                self.agents.put(By::itself(own), id, None, agent(format!("{name} ({id})"))).await?
            }
            // Two desks of one agent at once.
            Err(fault) if fault.code() == "STALE_VERSION" => return Ok(()),
            other => other?,
        };
        Ok(())
    }
}
