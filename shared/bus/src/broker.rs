//! The bus of several machines: a broker for what must arrive, a cache server for hints.
//!
//! # The road of an event
//!
//! ```text
//! bus_outbox ── relay ──▶ exchange <prefix>.<source> ──▶ queue <prefix>.<group>.<source>.p<n> ── feed ──▶ handler + bus_seen
//!   (publisher's store)      routing key <topic>.p<n>       (one per group, source and partition)          (consumer's store)
//! ```
//!
//! The *relay* of a publisher reads the oldest rows of its outbox, publishes them with at most 64 unconfirmed, and deletes exactly the
//! rows the broker confirmed. It never reads "behind the last number": PostgreSQL hands out numbers before commits, so a lower
//! number may turn up later. Whatever goes wrong (refused, returned, no answer, a closed channel), the window is dropped and the rows that are
//! still there are published again from the oldest: duplicates happen, gaps and changes of order do not. One relay serves a
//! publisher, under a [`lease`] whose epoch is checked in the transaction that deletes. One for all partitions is enough (a single relay confirms
//! more than the broker beside it takes in), and makes order plain.
//!
//! A *feed* consumes one source for one group, all partitions side by side, at most 32 keys at once and each key in order. Queues are
//! quorum queues with a single active consumer, so a second replica waits; a hand-over is a closed channel, after which
//! the broker gives everything unacknowledged to the next in its old order. An acknowledgement follows the commit, and one that was not sent for sure counts as
//! none: the event comes again.
//!
//! # Exactly once, in order
//!
//! Each (group, topic, key) has a row in `bus_seen` with the last number handled. An event is handled if its number comes right after
//! that, and the number moves in the transaction of the effects, provided it still is what it was: a consumer that was replaced while it slept fails
//! there, whatever it believes. A number at or before the mark is a duplicate. A number that leaves a hole holds the key and says which numbers are
//! missing; going on would skip them for ever. A key without a mark begins where it is met.
//!
//! Where the handler wrote nothing there is no such transaction, and one for the mark alone would be most of what an event costs. The feed remembers how far
//! it has handled the key and goes on; the marks of all keys follow together, twenty times a second, by one statement that only raises them, and the
//! events are acknowledged behind it. A mark that is behind promises only that nothing was written since. The next effect moves it from where it is in
//! the store to the effect's own number, so it stands for those before as well. A crash brings up to 50 ms of such events again.
//!
//! # A key that fails
//!
//! The failing event and every later one of its key go into `bus_waiting` in the consumer's store and are acknowledged, so the partition flows on. The
//! *retrier* (one per group and source, under a lease) tries the key again until nothing waits, then lifts the hold. Operators act on those
//! rows, from any replica.
//!
//! # Topology
//!
//! Declared here and nowhere else. `n` is a hash of the key alone: numbers count within (topic, key), so everything they count
//! has to pass one queue. The alternate exchange of every source carries the number of partitions in its name, and drops what it gets: a topic
//! nobody consumes costs nothing, a publish the broker cannot route at all is still noticed, and a process that was set to another number of partitions
//! is refused by the broker before it can split a key's events. To change the number: stop the publishers, drain, delete the exchanges, start.
//!
//! A group that is new begins with what is published after its queues exist. In a process, relays wait for the process's own groups on that
//! source. Queues that no process of their group has consumed for [`Broker::keep`] go, events and all: a group that
//! was removed holds nothing up for ever, and one that is away for longer has to rebuild from the owners. Until then queues refuse rather than
//! drop: the outbox grows instead, which is where back-pressure belongs. That its queues are gone is noticed by a group that has begun
//! before (`bus_cursor` has a row of it): it is marked as one that has missed events (`resync.rs`).
//!
//! # Connections
//!
//! One for publishing and one for consuming, since a broker that blocks publishers stops reading from their connection. The client library's
//! own recovery is not used: whatever breaks, everything that hangs on it is dropped, connected and declared anew. It is the
//! same path as a start, so it is tested by every start.

mod connection;
mod error;
mod feed;
mod greeting;
mod health;
mod hints;
mod lanes;
mod lease;
mod marks;
mod pending;
mod relay;
mod retry;
mod topology;
mod waiting;

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use db::Db;
use ids::Ms;
use tokio::sync::{Notify, mpsc};

use self::connection::Link;
use self::feed::Feed;
use self::health::Health;
use self::hints::{Listener, Speaker};
pub(crate) use self::marks::claim;
use self::relay::Relay;
use self::retry::Retrier;
use self::topology::Topology;
pub(crate) use self::waiting::{discard, replay, waiting};
use crate::broadcast::{Hub, Outward};
use crate::bus::Parts;
use crate::group::Group;
use crate::options::Broker;
use crate::resync;

/// How often old marks are looked for.
const PRUNE_EVERY: Ms = 3_600_000;

/// Pauses after the first and after the later failures in a row.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(5));

/// What the parts of the bus share.
pub(crate) struct Rabbit {
    pub(crate) options: Broker,
    pub(crate) health: Health,
    topology: Topology,
    publishing: Link,
    consuming: Link,
    /// Groups and sources of this process whose queues were not declared yet.
    undeclared: Mutex<BTreeSet<(&'static str, String)>>,
    declared: Notify,
    outward: Mutex<Option<mpsc::Receiver<Outward>>>,
    /// When which service's marks were looked through.
    pruned: Mutex<HashMap<String, Ms>>,
}

impl Rabbit {
    pub(crate) fn new(options: Broker) -> (Self, Hub) {
        let (hub, outward) = Hub::with_outside();
        let rabbit = Self {
            health: Health::default(),
            topology: Topology::new(&options.prefix, options.partitions, options.keep),
            publishing: Link::new(&options.amqp, &options.prefix, "publishing"),
            consuming: Link::new(&options.amqp, &options.prefix, "consuming"),
            undeclared: Mutex::default(),
            declared: Notify::new(),
            outward: Mutex::new(Some(outward)),
            pruned: Mutex::default(),
            options,
        };
        (rabbit, hub)
    }

    pub(crate) fn start(self: &Arc<Self>, parts: Parts<'_>) {
        let (tracker, stop) = (parts.tracker, parts.stop);
        if let Some(outward) = self.outward.lock().unwrap_or_else(PoisonError::into_inner).take() {
            let (origin, url) = (ids::new_id(), &self.options.hints);
            let speaker = Speaker { url: url.clone(), prefix: self.options.prefix.clone(), origin: origin.clone(), hub: parts.hub.clone() };
            let listener =
                Listener { url: url.clone(), prefix: self.options.prefix.clone(), origin, bus: self.clone(), hub: parts.hub.clone() };
            tracker.spawn(speaker.run(outward, stop.clone()));
            tracker.spawn(listener.run(stop.clone()));
        }
        for (group, source, topics) in parts.groups {
            self.undeclared.lock().unwrap_or_else(PoisonError::into_inner).insert((group.name, source.clone()));
            let retrier = Retrier::new(group.clone(), source.clone(), self.options.clock.clone());
            tracker.spawn(retrier.run(stop.clone()));
            let feed = Feed::new(self.clone(), group, source, topics);
            tracker.spawn(feed.run(stop.clone()));
        }
        for (source, backlog) in parts.local {
            let relay = Relay::new(self.clone(), (source, backlog), parts.hub.clone());
            tracker.spawn(relay.run(stop.clone()));
        }
    }

    /// Makes exchanges and queues, so that nothing is missed that is published from now on.
    pub(crate) async fn declare(
        &self,
        groups: Vec<(Group, String, Vec<&'static str>)>,
        local: BTreeSet<&'static str>,
    ) -> Result<(), String> {
        if let Some(refusal) = hints::refusal(&self.options.hints).await {
            return Err(refusal);
        }
        let declared = async {
            for (group, source, _) in &groups {
                self.notice_loss(group, source).await?;
            }
            let channel = self.consuming.channel().await?;
            for source in local {
                self.topology.declare_source(&channel, source).await?;
            }
            for (group, source, topics) in groups {
                self.topology.declare_source(&channel, &source).await?;
                self.topology.declare_group(&channel, group.name, &source, &topics).await?;
                resync::begin(&group, &source).await?;
            }
            connection::close(&channel).await;
            Ok::<_, error::Error>(())
        };
        declared.await.map_err(|error| error.problem())
    }

    /// Before its queues are declared: marks a group that has begun and whose queues are gone.
    async fn notice_loss(&self, group: &Group, source: &str) -> Result<(), error::Error> {
        if resync::place(group, source).await?.is_none()
            || self.topology.exists(&self.consuming.channel().await?, group.name, source).await?
        {
            return Ok(());
        }
        let reason = "its queues are gone: no process of the group has consumed them for too long, or they were deleted";
        Ok(resync::mark(group, source, reason, self.options.clock.now()).await?)
    }

    /// The group's queues exist: what is published from now on reaches it.
    fn declared(&self, group: &'static str, source: &str) {
        self.undeclared.lock().unwrap_or_else(PoisonError::into_inner).remove(&(group, source.to_owned()));
        self.declared.notify_waiters();
    }

    /// Waits until this process's groups on the source have their queues.
    async fn until_declared(&self, source: &str) {
        loop {
            let declared = self.declared.notified();
            if !self.undeclared.lock().unwrap_or_else(PoisonError::into_inner).iter().any(|(_, other)| other == source) {
                return;
            }
            declared.await;
        }
    }

    /// Deletes marks of keys that have been quiet for long; the relay deletes what was confirmed by itself.
    pub(crate) async fn prune(&self, service: &str, store: &Db) -> db::Result<u64> {
        let now = self.options.clock.now();
        let is_due = {
            let mut pruned = self.pruned.lock().unwrap_or_else(PoisonError::into_inner);
            let last = pruned.entry(service.to_owned()).or_default();
            now - *last >= PRUNE_EVERY && {
                *last = now;
                true
            }
        };
        if is_due {
            marks::prune(store, now).await?;
        }
        Ok(0)
    }
}

/// The pause after so many failures in a row.
fn pause(failures: u32) -> Duration {
    PAUSES.0.saturating_mul(1 << failures.min(10)).min(PAUSES.1)
}
