//! The bus of one machine: dispatchers over the publishers' own outboxes.

mod dispatcher;
mod progress;
mod recent;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use db::{Db, Migration, Migrations, params};
use tokio_util::sync::CancellationToken;

use self::dispatcher::Dispatcher;
pub(crate) use self::progress::mark;
use self::recent::Recent;
use crate::broadcast::Hub;
use crate::bus::Parts;
use crate::chaos::Chaos;
use crate::event::{Envelope, source_of};
use crate::group::Group;
use crate::hold::{self, Hold};
use crate::options::Options;
use crate::outbox;
use crate::parking::Held;

/// Rows that are pruned at once, so that the writer is never held for long.
const PRUNE: i64 = 100;
/// Between two of them whoever writes to the store gets it.
const BREATH: Duration = Duration::from_millis(8);
/// Rows that are looked at for what is too old.
const OLDEST: i64 = 5_000;

/// Keys that are held back, up to which everything else is pruned around them.
const HELD: usize = 500;

/// Events of a publisher in another process that are told at once.
const TAIL_ROWS: usize = 5_000;

/// How often the outbox of a publisher in another process is looked at.
const TAIL: Duration = Duration::from_millis(50);

/// What the embedded bus of a process shares.
pub(crate) struct Embedded {
    options: Options,
    /// Grows whenever an operator changed holds.
    generation: Arc<AtomicU64>,
    /// Publishers whose events are deleted although a group has not come for them.
    losing: Mutex<BTreeSet<String>>,
}

/// The registry's tables.
fn registry_migrations() -> Migrations {
    Migrations::new([Migration {
        version: 1,
        name: "groups",
        sql: "CREATE TABLE bus_group (grp TEXT NOT NULL, source TEXT NOT NULL, consumer TEXT NOT NULL, PRIMARY KEY (grp, source))",
    }])
}

impl Embedded {
    pub(crate) fn new(options: Options) -> Self {
        Self { options, generation: Arc::default(), losing: Mutex::default() }
    }

    pub(crate) async fn start(&self, parts: Parts<'_>) -> db::Result<()> {
        self.options.registry.migrate(&registry_migrations()).await?;
        self.follow_others(&parts);
        let mut wanted: BTreeMap<String, Vec<&'static str>> = BTreeMap::new();
        for (_, source, topics) in &parts.groups {
            wanted.entry(source.clone()).or_default().extend(topics);
        }
        let recent = |(source, mut topics): (String, Vec<&'static str>)| {
            topics.sort_unstable();
            topics.dedup();
            let recent = Recent::new((self.options.locate)(&source), topics, parts.hub.bell(&source));
            (source, Arc::new(recent))
        };
        let recent: BTreeMap<_, _> = wanted.into_iter().map(recent).collect();
        for (group, source, topics) in parts.groups {
            self.register(&group, &source).await?;
            let Some(recent) = recent.get(&source).cloned() else { continue };
            let dispatcher = Dispatcher {
                group,
                topics,
                recent,
                source,
                clock: self.options.clock.clone(),
                chaos: self.options.chaos.map(Chaos::seeded),
                generation: self.generation.clone(),
            };
            parts.tracker.spawn(dispatcher.run(parts.stop.clone()));
        }
        Ok(())
    }

    /// Hints of publishers in other processes: read from the end of their outboxes.
    fn follow_others(&self, parts: &Parts<'_>) {
        let mut sources: BTreeMap<&str, Vec<&'static str>> = BTreeMap::new();
        for topic in parts.hub.followed() {
            sources.entry(source_of(topic)).or_default().push(topic);
        }
        for (source, topics) in sources.into_iter().filter(|(source, _)| !parts.local.contains_key(source)) {
            parts.tracker.spawn(tail((self.options.locate)(source), topics, parts.hub.clone(), parts.stop.clone()));
        }
    }

    async fn register(&self, group: &Group, source: &str) -> db::Result<()> {
        let sql = "INSERT INTO bus_group (grp, source, consumer) VALUES ($1, $2, $3)
                   ON CONFLICT (grp, source) DO UPDATE SET consumer = excluded.consumer";
        self.options.registry.execute(sql, &params![group.name, source, group.service]).await.map(|_| ())
    }

    /// Deletes from a publisher's outbox what every registered group has passed, and what is too old to wait for any longer. Answers how many
    /// rows went, and how many events the slowest group has before it. Events of held keys stay.
    pub(crate) async fn prune(&self, service: &str, store: &Db) -> db::Result<(u64, i64)> {
        let end = outbox::end(store).await?;
        let (mut passed, mut held) = (end, Vec::new());
        for row in self.options.registry.query("SELECT grp, consumer FROM bus_group WHERE source = $1", &params![service]).await? {
            let (group, consumer): (String, String) = (row.get(0)?, row.get(1)?);
            let (cursor, holds) = self.progress(&group, &consumer, service).await;
            passed = passed.min(cursor);
            held.extend(holds);
        }
        if held.len() > HELD {
            // Too many to name: they hold up the rest as well.
            passed = held.iter().map(|hold| hold.from_pos - 1).fold(passed, i64::min);
            held.clear();
        }
        let keep = i64::try_from(self.options.keep.as_millis()).unwrap_or(i64::MAX);
        let expired = outbox::expired(store, self.options.clock.now().saturating_sub(keep), OLDEST).await?;
        if self.is_new_loss(service, expired > passed) {
            tracing::error!(service, "events that a group has not come for are too old to be kept: it is told when it is back");
        }
        if expired > passed {
            let sql = "INSERT INTO bus_pruned (source, pos) VALUES ($1, $2) ON CONFLICT (source) DO UPDATE SET pos = excluded.pos";
            store.execute(sql, &params![service, expired]).await?;
        }
        let keys: BTreeSet<String> = held.into_iter().map(|hold| hold.key).collect();
        let passed = passed.max(expired);
        Ok((forget(store, passed, &keys).await?, end - passed))
    }

    /// How far a group has come, and what it holds back. One whose store cannot be read has passed nothing.
    async fn progress(&self, group: &str, consumer: &str, source: &str) -> (i64, Vec<Hold>) {
        let store = (self.options.locate)(consumer);
        let read = async { Ok::<_, db::Error>((cursor(&store, group, source).await?, hold::load(&store, group, source).await?)) };
        read.await.unwrap_or_else(|error| {
            tracing::debug!(group, source, %error, "it is not known how far a group has come");
            (0, Vec::new())
        })
    }

    /// Whether a loss begins: it is said once.
    fn is_new_loss(&self, service: &str, loses: bool) -> bool {
        let mut losing = self.losing.lock().unwrap_or_else(PoisonError::into_inner);
        if loses {
            return losing.insert(service.to_owned());
        }
        losing.remove(service);
        false
    }

    /// Up to where a source's events are gone although a group may not have passed them.
    pub(crate) async fn forced(&self, source: &str) -> db::Result<i64> {
        outbox::forced(&(self.options.locate)(source), source).await
    }

    /// The events that wait behind a held key: they are still in the publisher's outbox.
    pub(crate) async fn waiting(&self, group: &Group, held: &Held) -> db::Result<Vec<Arc<Envelope>>> {
        let topics: Vec<_> = group.topics.iter().copied().filter(|topic| source_of(topic) == held.source).collect();
        let reader = (self.options.locate)(&held.source);
        let events = outbox::read_key(&reader, &topics, &held.key, (held.position, i64::MAX)).await?;
        Ok(events.into_iter().map(|(_, event)| event).collect())
    }

    /// Lets a held key go on, `skip` events behind the one that failed.
    pub(crate) async fn release(&self, group: &Group, held: &Held, skip: i64) -> db::Result<()> {
        let sql = "UPDATE bus_held SET from_pos = from_pos + $4, attempts = 0, retry_at = 0, parked_at = NULL WHERE grp = $1 AND source = $2 AND key = $3";
        group.db.execute(sql, &params![group.name, &held.source, &held.key, skip]).await?;
        // Dispatchers read the holds again.
        self.generation.fetch_add(1, Ordering::AcqRel);
        Ok(())
    }
}

/// The last event of the source that the group has handled or holds back.
async fn cursor(consumer: &Db, group: &str, source: &str) -> db::Result<i64> {
    let sql = "SELECT COALESCE((SELECT pos FROM bus_cursor WHERE grp = $1 AND source = $2), 0)";
    consumer.query_one(sql, &params![group, source]).await?.map_or(Ok(0), |row| row.get(0))
}

/// Deletes what all groups have passed, a few rows at a time; answers how many.
async fn forget(store: &Db, passed: i64, kept: &BTreeSet<String>) -> db::Result<u64> {
    let mut gone = 0;
    loop {
        let rows = outbox::prune(store, passed, kept, PRUNE).await?;
        gone += rows;
        if rows < PRUNE.unsigned_abs() {
            return Ok(gone);
        }
        tokio::time::sleep(BREATH).await;
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
                    hub.deliver(&event);
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
    let events = outbox::read(source, topics, last, TAIL_ROWS).await?;
    let end = events.last().map_or(last, |(pos, _)| *pos);
    Ok((events, end))
}
