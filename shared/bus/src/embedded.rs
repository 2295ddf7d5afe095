//! The bus of one process: dispatchers over the publishers' own outboxes.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use db::{Db, Migration, Migrations, params};
use ids::Clock;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::broadcast::{Hub, Subscription};
use crate::chaos::Chaos;
use crate::event::source_of;
use crate::group::{Dispatcher, Group};
use crate::outbox::{self, Publisher};

/// Rows that one pruning deletes at most, so that it never holds the writer for long.
const PRUNE: i64 = 5_000;

/// How often the outbox of a publisher in another process is looked at.
const TAIL: std::time::Duration = std::time::Duration::from_millis(50);

/// How the bus of a process is set up.
#[derive(Clone)]
pub struct Options {
    /// Where a service's store is read; the bus never writes there.
    pub locate: Arc<dyn Fn(&str) -> Db + Send + Sync>,
    /// The bus's own store: which groups there are.
    pub registry: Db,
    /// Time of day.
    pub clock: Clock,
    /// Trouble on purpose, for tests.
    pub chaos: Option<u64>,
}

/// The bus, as a process has it. Cheap to clone.
#[derive(Clone)]
pub struct Bus(Arc<Inner>);

struct Inner {
    options: Options,
    hub: Hub,
    groups: Mutex<Vec<Group>>,
    generation: Arc<AtomicU64>,
    /// Services that publish in this process: their hints need no reading.
    local: Mutex<BTreeSet<&'static str>>,
}

/// The registry's tables.
fn registry_migrations() -> Migrations {
    Migrations::new([Migration {
        version: 1,
        name: "groups",
        sql: "CREATE TABLE bus_group (grp TEXT NOT NULL, source TEXT NOT NULL, consumer TEXT NOT NULL, PRIMARY KEY (grp, source))",
    }])
}

impl Bus {
    /// A bus with nothing on it. No I/O happens here.
    pub fn new(options: Options) -> Self {
        Self(Arc::new(Inner {
            options,
            hub: Hub::default(),
            groups: Mutex::default(),
            generation: Arc::default(),
            local: Mutex::default(),
        }))
    }

    /// The publisher of that service's topics.
    pub fn publisher(&self, service: &'static str) -> Publisher {
        self.0.local.lock().unwrap_or_else(PoisonError::into_inner).insert(service);
        Publisher { service, hub: self.0.hub.clone(), clock: self.0.options.clock.clone() }
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

    /// An operator changed holds: dispatchers read them again.
    pub(crate) fn holds_changed(&self) {
        self.0.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Starts feeding all groups until `stop`.
    pub async fn start(&self, tracker: &TaskTracker, stop: &CancellationToken) -> db::Result<()> {
        self.0.options.registry.migrate(&registry_migrations()).await?;
        self.follow_others(tracker, stop);
        for group in self.groups() {
            let mut sources: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
            for topic in &group.topics {
                sources.entry(source_of(topic)).or_default().push(*topic);
            }
            for (source, topics) in sources {
                self.register(&group, source).await?;
                let dispatcher = self.dispatcher(&group, source, topics);
                tracker.spawn(dispatcher.run(stop.clone()));
            }
        }
        Ok(())
    }

    /// Hints of publishers in other processes: read from the end of their outboxes.
    fn follow_others(&self, tracker: &TaskTracker, stop: &CancellationToken) {
        let mut sources: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
        for topic in self.0.hub.followed() {
            sources.entry(source_of(topic)).or_default().push(topic);
        }
        let local = self.0.local.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (source, topics) in sources.into_iter().filter(|(source, _)| !local.contains(source)) {
            tracker.spawn(tail((self.0.options.locate)(source), topics, self.0.hub.clone(), stop.clone()));
        }
    }

    fn dispatcher(&self, group: &Group, source: &str, topics: Vec<&'static str>) -> Dispatcher {
        Dispatcher {
            group: group.clone(),
            source: source.to_owned(),
            topics,
            reader: (self.0.options.locate)(source),
            wake: self.0.hub.wake(source),
            clock: self.0.options.clock.clone(),
            chaos: self.0.options.chaos.map(Chaos::seeded),
            generation: self.0.generation.clone(),
        }
    }

    async fn register(&self, group: &Group, source: &str) -> db::Result<()> {
        let mut tx = self.0.options.registry.begin().await?;
        let sql = "INSERT INTO bus_group (grp, source, consumer) VALUES ($1, $2, $3)
                   ON CONFLICT (grp, source) DO UPDATE SET consumer = excluded.consumer";
        tx.execute(sql, &params![group.name, source, group.service]).await?;
        tx.commit().await
    }

    /// Deletes what every registered group has passed from a publisher's outbox; answers how many rows went.
    pub async fn prune(&self, service: &str, store: &Db) -> db::Result<u64> {
        let mut passed = outbox::end(store).await?;
        for row in self.0.options.registry.query("SELECT grp, consumer FROM bus_group WHERE source = $1", &params![service]).await? {
            let (group, consumer): (String, String) = (row.get(0)?, row.get(1)?);
            passed = passed.min(self.passed(&group, &consumer, service).await?);
        }
        let mut tx = store.begin().await?;
        let sql = "DELETE FROM bus_outbox WHERE pos <= $1 AND pos <= (SELECT COALESCE(MIN(pos), 0) FROM bus_outbox) + $2";
        let rows = tx.execute(sql, &params![passed, PRUNE]).await?;
        tx.commit().await?;
        Ok(rows)
    }

    /// The last event that the group will never read again.
    async fn passed(&self, group: &str, consumer: &str, source: &str) -> db::Result<i64> {
        let store = (self.0.options.locate)(consumer);
        let sql = "SELECT COALESCE((SELECT pos FROM bus_cursor WHERE grp = $1 AND source = $2), 0),
                          COALESCE((SELECT MIN(from_pos) FROM bus_held WHERE grp = $1 AND source = $2), 0)";
        let Some(row) = store.query_one(sql, &params![group, source]).await? else { return Ok(0) };
        let (cursor, held): (i64, i64) = (row.get(0)?, row.get(1)?);
        Ok(if held > 0 { cursor.min(held - 1) } else { cursor })
    }

    /// Clock, registry and the like.
    pub(crate) fn options(&self) -> &Options {
        &self.0.options
    }
}

/// Turns the events of a publisher in another process into hints here.
async fn tail(source: Db, topics: Vec<&'static str>, hub: Hub, stop: CancellationToken) {
    let mut last = None;
    while !stop.is_cancelled() {
        match hints(&source, &topics, last).await {
            Ok((events, end)) => {
                last = Some(end);
                for (_, event) in events {
                    hub.ephemeral(&event);
                }
            }
            Err(error) => tracing::debug!(%error, "a publisher's store is not there yet"),
        }
        tokio::select! {
            () = tokio::time::sleep(TAIL) => {}
            () = stop.cancelled() => return,
        }
    }
}

async fn hints(source: &Db, topics: &[&'static str], last: Option<i64>) -> db::Result<(Vec<outbox::Placed>, i64)> {
    let Some(last) = last else { return Ok((Vec::new(), outbox::end(source).await?)) };
    let events = outbox::read(source, topics, last, PRUNE).await?;
    let end = events.last().map_or(last, |(pos, _)| *pos);
    Ok((events, end))
}
