//! What people call the things of the core. Taken from the store, so that it is the same for a running engine and for a copy of its file.

use std::collections::BTreeMap;

use ids::TenantId;
use routing_core::{AgentId, AttributeId, MrdId, QueueId, RequestId};

use crate::catalogue::{Agent, Attribute, Docs, Mrd, Queue};
use crate::error::Error;
use crate::key;
use crate::store::Store;

/// Id and name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) id: String,
    pub(crate) name: String,
}

/// Names of a tenant's agents, queues, domains and attributes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names {
    agents: BTreeMap<AgentId, Name>,
    queues: BTreeMap<QueueId, Name>,
    mrds: BTreeMap<MrdId, Name>,
    attributes: BTreeMap<AttributeId, Name>,
    requests: BTreeMap<RequestId, String>,
}

fn unnamed(key: u128) -> Name {
    Name { id: key::text(key), name: String::new() }
}

impl Names {
    pub(crate) async fn read(store: &Store, tenant: &TenantId, docs: &Docs) -> Result<Self, Error> {
        let name = |id: &str, name: &str| Name { id: id.to_owned(), name: name.to_owned() };
        let mut names = Self {
            agents: docs.agents.values().map(|stored| (Agent::id(&stored.id), name(&stored.id, &stored.doc.name))).collect(),
            queues: docs.queues.values().map(|stored| (Queue::id(&stored.id), name(&stored.id, &stored.doc.name))).collect(),
            mrds: docs.mrds.values().map(|stored| (Mrd::id(&stored.id), name(&stored.id, &stored.doc.name))).collect(),
            attributes: docs.attributes.values().map(|stored| (Attribute::id(&stored.id), name(&stored.id, &stored.doc.name))).collect(),
            requests: BTreeMap::new(),
        };
        // What an agent signed in as is newer than what an administrator wrote.
        for note in store.agents(tenant).await?.into_iter().filter(|note| !note.name.is_empty()) {
            names.agents.insert(Agent::id(&note.id), name(&note.id, &note.name));
        }
        Ok(names)
    }

    pub(crate) fn agent(&self, agent: AgentId) -> Name {
        self.agents.get(&agent).cloned().unwrap_or_else(|| unnamed(agent.0))
    }

    pub(crate) fn queue(&self, queue: QueueId) -> Name {
        self.queues.get(&queue).cloned().unwrap_or_else(|| unnamed(queue.0))
    }

    pub(crate) fn mrd(&self, mrd: MrdId) -> Name {
        self.mrds.get(&mrd).cloned().unwrap_or_else(|| unnamed(mrd.0))
    }

    /// Learns ids of requests as their callers wrote them.
    pub(crate) fn learn(&mut self, ids: impl IntoIterator<Item = String>) {
        self.requests.extend(ids.into_iter().map(|id| (RequestId(key::key(&id)), id)));
    }

    pub(crate) fn request(&self, request: RequestId) -> String {
        self.requests.get(&request).cloned().unwrap_or_else(|| key::text(request.0))
    }

    pub(crate) fn attribute(&self, attribute: AttributeId) -> String {
        self.attributes.get(&attribute).map_or_else(|| key::text(attribute.0), |name| name.name.clone())
    }
}

impl Name {
    /// For a sentence: the name, or the id of what has none.
    pub(crate) fn shown(&self) -> &str {
        if self.name.is_empty() { &self.id } else { &self.name }
    }
}
