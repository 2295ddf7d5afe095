//! The documents of one tenant as they are, or as they would be after a change; and what the shard is told of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use errors::Violation;
use routing_core::{ConfigChange, MrdId, Settings};
use routing_expression::Attributes;
use runtime::objects::Stored;

use super::{Agent, Attribute, Mrd, Queue, RoutingSettings};

/// Documents of one kind by id.
pub(crate) type All<T> = Arc<BTreeMap<String, Arc<Stored<T>>>>;

/// Which documents may differ from what the shard has.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Scope {
    /// A media routing domain; agents without a list of their own follow it.
    Mrd(String),
    Attribute(String),
    Queue(String),
    Agent(String),
    Settings(String),
}

/// All documents of a tenant.
#[derive(Clone)]
pub(crate) struct Docs {
    pub(crate) mrds: All<Mrd>,
    pub(crate) attributes: All<Attribute>,
    pub(crate) queues: All<Queue>,
    pub(crate) agents: All<Agent>,
    pub(crate) settings: All<RoutingSettings>,
}

/// What is wrong with a name.
pub(super) fn named(name: &str) -> Vec<Violation> {
    if name.trim().is_empty() || name.len() > 200 {
        return vec![Violation::new("name", "must have 1 to 200 bytes")];
    }
    Vec::new()
}

/// Puts a document in its place, or takes it out.
pub(crate) fn place<T>(all: &mut All<T>, id: &str, doc: Option<T>) {
    let all = Arc::make_mut(all);
    match doc {
        Some(doc) => all.insert(id.to_owned(), Arc::new(Stored { id: id.to_owned(), version: 0, updated_at: 0, doc })),
        None => all.remove(id),
    };
}

impl Docs {
    /// Attributes by name.
    pub(crate) fn attribute_names(&self) -> Attributes {
        self.attributes.values().map(|stored| (stored.doc.name.clone(), stored.doc.known(&stored.id))).collect()
    }

    fn mrd_limits(&self) -> BTreeMap<MrdId, u32> {
        self.mrds.values().map(|stored| (Mrd::id(&stored.id), stored.doc.max_requests)).collect()
    }

    /// What holds for the whole shard.
    fn shard_settings(&self) -> Settings {
        self.settings.values().next().map_or_else(|| RoutingSettings::default().config(), |stored| stored.doc.config())
    }

    /// Every document as a change, in an order in which each finds what it refers to.
    pub(crate) fn everything(&self) -> Vec<ConfigChange> {
        let (attributes, limits) = (self.attribute_names(), self.mrd_limits());
        let mut changes = vec![ConfigChange::Settings(self.shard_settings())];
        changes.extend(self.mrds.values().map(|stored| ConfigChange::Mrd(stored.doc.config(&stored.id))));
        changes.extend(self.attributes.values().map(|stored| ConfigChange::Attribute(stored.doc.config(&stored.id))));
        for stored in self.queues_by_overflow() {
            keep(&mut changes, "queue", &stored.id, stored.doc.config(&stored.id, &attributes).map(ConfigChange::Queue));
        }
        for stored in self.agents.values() {
            keep(&mut changes, "agent", &stored.id, stored.doc.config(&stored.id, &attributes, &limits).map(ConfigChange::Agent));
        }
        changes
    }

    /// Queues, each behind the one it overflows into. A loop is refused when it is saved.
    fn queues_by_overflow(&self) -> Vec<&Arc<Stored<Queue>>> {
        let mut placed: Vec<&Arc<Stored<Queue>>> = Vec::new();
        for first in self.queues.values() {
            let mut way = Vec::new();
            let mut next = Some(first);
            while let Some(stored) = next.filter(|stored| !way.iter().chain(&placed).any(|other| other.id == stored.id)) {
                way.push(stored);
                next = stored.doc.on_full.queue_id.as_ref().and_then(|id| self.queues.get(id));
            }
            placed.extend(way.into_iter().rev());
        }
        placed
    }

    /// What a change of one document means for the shard.
    pub(crate) fn changes(&self, scope: &Scope) -> Result<Vec<ConfigChange>, Vec<Violation>> {
        let one = |change| Ok(vec![change]);
        match scope {
            Scope::Mrd(id) => self.mrd_changes(id),
            Scope::Attribute(id) => match self.attributes.get(id) {
                Some(stored) => one(ConfigChange::Attribute(stored.doc.config(id))),
                None => one(ConfigChange::RemoveAttribute(Attribute::id(id))),
            },
            Scope::Queue(id) => match self.queues.get(id) {
                Some(stored) => one(ConfigChange::Queue(stored.doc.config(id, &self.attribute_names())?)),
                None => one(ConfigChange::RemoveQueue(Queue::id(id))),
            },
            Scope::Agent(id) => match self.agents.get(id) {
                Some(stored) => one(ConfigChange::Agent(stored.doc.config(id, &self.attribute_names(), &self.mrd_limits())?)),
                None => one(ConfigChange::RemoveAgent(Agent::id(id))),
            },
            Scope::Settings(_) if self.settings.len() > 1 => {
                Err(vec![Violation::new("id", "is not the one document there may be of this kind")])
            }
            Scope::Settings(_) => one(ConfigChange::Settings(self.shard_settings())),
        }
    }

    fn mrd_changes(&self, id: &str) -> Result<Vec<ConfigChange>, Vec<Violation>> {
        let (attributes, limits) = (self.attribute_names(), self.mrd_limits());
        let following = self.agents.values().filter(|stored| stored.doc.mrds.is_none());
        let agents = following.map(|stored| stored.doc.config(&stored.id, &attributes, &limits).map(ConfigChange::Agent));
        let agents = agents.collect::<Result<Vec<_>, _>>()?;
        Ok(match self.mrds.get(id) {
            Some(stored) => std::iter::once(ConfigChange::Mrd(stored.doc.config(id))).chain(agents).collect(),
            None => agents.into_iter().chain([ConfigChange::RemoveMrd(Mrd::id(id))]).collect(),
        })
    }
}

/// A document that was valid when it was saved and is not any more is left out.
fn keep(changes: &mut Vec<ConfigChange>, kind: &str, id: &str, change: Result<ConfigChange, Vec<Violation>>) {
    match change {
        Ok(change) => changes.push(change),
        Err(violations) => tracing::error!(kind, id, ?violations, "a stored document is not valid"),
    }
}
