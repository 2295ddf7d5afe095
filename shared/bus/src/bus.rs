//! The bus as a process has it, whatever carries the events.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use db::Db;
use ids::Clock;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::backlog::Backlog;
use crate::broadcast::{Hub, Subscription};
use crate::broker::Rabbit;
use crate::embedded::Embedded;
use crate::event::source_of;
use crate::group::Group;
use crate::options::Backing;
use crate::outbox::Publisher;
use crate::resync;

/// The bus, as a process has it. Cheap to clone.
#[derive(Clone)]
pub struct Bus(Arc<Inner>);

struct Inner {
    carrier: Carrier,
    hub: Hub,
    clock: Clock,
    groups: Mutex<Vec<Group>>,
    /// Services that publish in this process.
    local: Mutex<BTreeMap<&'static str, Backlog>>,
    /// Events of one publisher that may wait before new work is refused.
    limit: u64,
}

/// What carries the events.
pub(crate) enum Carrier {
    Embedded(Embedded),
    Broker(Arc<Rabbit>),
}

/// What a carrier is started with.
pub(crate) struct Parts<'a> {
    pub(crate) hub: &'a Hub,
    /// Each group once per source, with its topics of that source.
    pub(crate) groups: Vec<(Group, String, Vec<&'static str>)>,
    pub(crate) local: BTreeMap<&'static str, Backlog>,
    pub(crate) tracker: &'a TaskTracker,
    pub(crate) stop: &'a CancellationToken,
}

impl Bus {
    /// A bus with nothing on it. No I/O happens here.
    pub fn new(backing: impl Into<Backing>) -> Self {
        let backing = backing.into();
        let (clock, limit) = match &backing {
            Backing::Embedded(options) => (options.clock.clone(), options.backlog),
            Backing::Broker(options) => (options.clock.clone(), options.backlog),
        };
        let (hub, carrier) = match backing {
            Backing::Embedded(options) => (Hub::default(), Carrier::Embedded(Embedded::new(options))),
            Backing::Broker(options) => {
                let (rabbit, hub) = Rabbit::new(options);
                (hub, Carrier::Broker(Arc::new(rabbit)))
            }
        };
        Self(Arc::new(Inner { carrier, hub, clock, groups: Mutex::default(), local: Mutex::default(), limit }))
    }

    /// The publisher of that service's topics.
    pub fn publisher(&self, service: &'static str) -> Publisher {
        let mut local = self.0.local.lock().unwrap_or_else(PoisonError::into_inner);
        let backlog = local.entry(service).or_insert_with(|| Backlog::new(service, self.0.limit)).clone();
        Publisher { service, hub: self.0.hub.clone(), clock: self.0.clock.clone(), backlog }
    }

    fn local(&self) -> BTreeMap<&'static str, Backlog> {
        self.0.local.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Hints of those topics, from now on.
    pub fn subscribe(&self, topics: &[&'static str]) -> Subscription {
        self.0.hub.subscribe(topics)
    }

    /// Adds a durable consumer, before [`Bus::start`].
    pub fn group(&self, group: Group) {
        self.0.groups.lock().unwrap_or_else(PoisonError::into_inner).push(group);
    }

    pub(crate) fn groups(&self) -> Vec<Group> {
        self.0.groups.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn carrier(&self) -> &Carrier {
        &self.0.carrier
    }

    /// Prepares the carrier for these groups and for this process's publishers: what is published from now on reaches the groups,
    /// whether or not they run yet.
    pub async fn declare(&self, groups: &[Group]) -> Result<(), String> {
        match self.carrier() {
            Carrier::Embedded(_) => Ok(()),
            Carrier::Broker(rabbit) => {
                let local = self.local().into_keys().collect();
                rabbit.declare(groups.iter().flat_map(by_source).collect(), local).await
            }
        }
    }

    /// Starts feeding all groups until `stop`.
    pub async fn start(&self, tracker: &TaskTracker, stop: &CancellationToken) -> db::Result<()> {
        let local = self.local();
        tracker.spawn(resync::show(self.groups(), stop.clone()));
        let groups = self.groups().iter().flat_map(by_source).collect();
        let parts = Parts { hub: &self.0.hub, groups, local, tracker, stop };
        match self.carrier() {
            Carrier::Embedded(embedded) => embedded.start(parts).await,
            Carrier::Broker(rabbit) => {
                rabbit.start(parts);
                Ok(())
            }
        }
    }

    /// Whether events flow; if not, one line per thing that is missing. Lost hints are no reason: they heal by themselves.
    pub fn check(&self) -> Result<(), String> {
        match self.carrier() {
            Carrier::Embedded(_) => Ok(()),
            Carrier::Broker(rabbit) => rabbit.health.check(),
        }
    }

    /// Deletes from a service's store what nobody needs any more; answers how many events of its outbox went.
    pub async fn prune(&self, service: &str, store: &Db) -> db::Result<u64> {
        match self.carrier() {
            Carrier::Embedded(embedded) => {
                let (rows, waiting) = embedded.prune(service, store).await?;
                if let Some(backlog) = self.local().get(service) {
                    backlog.measured(waiting);
                }
                Ok(rows)
            }
            Carrier::Broker(rabbit) => rabbit.prune(service, store).await,
        }
    }
}

fn by_source(group: &Group) -> Vec<(Group, String, Vec<&'static str>)> {
    let mut sources: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
    for topic in &group.topics {
        sources.entry(source_of(topic)).or_default().push(topic);
    }
    sources.into_iter().map(|(source, topics)| (group.clone(), source.to_owned(), topics)).collect()
}
