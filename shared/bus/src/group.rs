//! Durable consumers: one dispatcher per group and source.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use db::{Db, Tx};
use errors::Fault;
use futures::{FutureExt as _, StreamExt as _};
use ids::Clock;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::chaos::Chaos;
use crate::event::Envelope;
use crate::hold::{self, Failure, Hold};
use crate::outbox::{self, Placed};
use crate::progress::{self, Progress};

/// Events read at once.
const WINDOW: i64 = 500;
/// Keys handled side by side.
const KEYS_AT_ONCE: usize = 32;
/// How often a source is looked at when nobody woke us: another process published, or a hold came due.
const POLL: Duration = Duration::from_millis(100);

/// What a group does with an event.
#[async_trait]
pub trait Handler: Send + Sync {
    /// Handles one event. An error holds the event's key back and is tried again; see the crate's essay.
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()>;
}

/// A durable consumer of some topics.
#[derive(Clone)]
pub struct Group {
    /// Unique in the installation; by custom the service's name.
    pub name: &'static str,
    /// What it wants.
    pub topics: Vec<&'static str>,
    /// The consuming service.
    pub service: &'static str,
    /// The consumer's store.
    pub db: Db,
    /// What it does.
    pub handler: Arc<dyn Handler>,
}

/// One event on its way through a handler.
pub struct Delivery<'a> {
    /// The event.
    pub event: &'a Envelope,
    /// 1 at the first try.
    pub attempt: i64,
    group: &'a Group,
    source: &'a str,
    pos: i64,
    tx: Option<Tx>,
}

impl Delivery<'_> {
    /// The transaction in which the event is marked as handled, opened at the first call: effects written here happen exactly once.
    /// Open it last: it is the store's one writer on SQLite.
    pub async fn tx(&mut self) -> db::Result<&mut Tx> {
        if self.tx.is_none() {
            let mut tx = self.group.db.begin().await?;
            progress::mark(&mut tx, self.group.name, self.source, &self.event.key, self.pos).await?;
            self.tx = Some(tx);
        }
        self.tx.as_mut().ok_or_else(|| unreachable!("opened above"))
    }
}

/// Feeds one group from one source.
pub(crate) struct Dispatcher {
    pub(crate) group: Group,
    pub(crate) source: String,
    pub(crate) topics: Vec<&'static str>,
    pub(crate) reader: Db,
    pub(crate) wake: Arc<Notify>,
    pub(crate) clock: Clock,
    pub(crate) chaos: Option<Chaos>,
    /// Grows whenever an operator changed the holds in the store.
    pub(crate) generation: Arc<AtomicU64>,
}

/// What became of one key's events in a window.
struct Outcome {
    key: String,
    /// Last event whose effects committed.
    marked: Option<i64>,
    failed: Option<(i64, Failure)>,
}

impl Dispatcher {
    pub(crate) async fn run(mut self, stop: CancellationToken) {
        let mut state = None;
        let mut generation = 0;
        loop {
            let wake = self.wake.clone();
            let woken = wake.notified();
            let current = self.generation.load(Ordering::Acquire);
            if current != generation {
                generation = current;
                state = None;
            }
            let busy = match self.turn(&mut state).await {
                Ok(busy) => busy,
                Err(error) => {
                    tracing::debug!(group = self.group.name, source = self.source, error = %error, "the store is not there yet");
                    state = None;
                    false
                }
            };
            if busy {
                if stop.is_cancelled() {
                    return;
                }
                continue;
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => return,
            }
        }
    }

    /// One window and whatever holds came due; says whether there may be more at once.
    async fn turn(&mut self, state: &mut Option<Progress>) -> db::Result<bool> {
        let progress = match state {
            Some(progress) => progress,
            None => state.insert(Progress::load(&self.group.db, self.group.name, &self.source).await?),
        };
        let now = self.clock.now();
        let window = outbox::read(&self.reader, &self.topics, progress.cursor, WINDOW).await?;
        let due: Vec<Hold> = progress.holds.values().filter(|hold| hold.is_due(now)).cloned().collect();
        if window.is_empty() && due.is_empty() {
            return Ok(false);
        }
        if let Some(chaos) = &mut self.chaos {
            tokio::time::sleep(chaos.delay()).await;
        }
        let fresh = fresh_keys(&window, progress);
        let (fresh, retried) = {
            let shared = &*self;
            let progress = &*progress;
            futures::join!(shared.handle_keys(fresh, progress), shared.retry(due, progress))
        };
        let retried = retried?;
        self.settle(progress, &window, fresh, retried).await?;
        Ok(window.len() >= usize::try_from(WINDOW).unwrap_or(usize::MAX) || progress.holds.values().any(|hold| hold.is_due(now)))
    }

    async fn handle_keys(&self, keys: Vec<(String, Vec<Placed>)>, progress: &Progress) -> Vec<Outcome> {
        futures::stream::iter(keys)
            .map(|(key, events)| self.handle_key(key, events, progress))
            .buffer_unordered(KEYS_AT_ONCE)
            .collect()
            .await
    }

    async fn handle_key(&self, key: String, events: Vec<Placed>, progress: &Progress) -> Outcome {
        let mut marked = None;
        let attempt = progress.holds.get(&key).map_or(1, |hold| hold.attempts + 1);
        for (pos, event) in events {
            if progress.has_seen(&key, pos) {
                continue;
            }
            match self.handle_event(pos, &event, attempt).await {
                Ok(true) => marked = Some(pos),
                Ok(false) => {}
                Err(failure) => return Outcome { key, marked, failed: Some((pos, failure)) },
            }
        }
        Outcome { key, marked, failed: None }
    }

    /// Runs the handler; says whether it committed effects of its own.
    async fn handle_event(&self, pos: i64, event: &Envelope, attempt: i64) -> Result<bool, Failure> {
        let mut delivery = Delivery { event, attempt, group: &self.group, source: &self.source, pos, tx: None };
        let handled = AssertUnwindSafe(self.group.handler.handle(&mut delivery)).catch_unwind().await;
        let committed = match handled {
            Ok(Ok(())) => match delivery.tx.take() {
                Some(tx) => tx.commit().await.map(|()| true).map_err(Fault::from),
                None => Ok(false),
            },
            Ok(Err(fault)) => Err(fault),
            Err(_panic) => Err(Fault::internal("the handler panicked")),
        };
        metrics::counter!("bus_events_total", "group" => self.group.name, "ok" => if committed.is_ok() { "true" } else { "false" })
            .increment(1);
        committed.map_err(|fault| {
            tracing::warn!(
                group = self.group.name,
                topic = event.topic,
                key = event.key,
                event = event.id,
                attempt,
                error = fault.chain(),
                "an event failed"
            );
            Failure::from(fault)
        })
    }

    /// Tries held keys again, up to the cursor; later events are in the window.
    async fn retry(&self, due: Vec<Hold>, progress: &Progress) -> db::Result<Vec<(Outcome, Option<i64>)>> {
        let mut outcomes = Vec::new();
        for hold in due {
            let range = (hold.from_pos, progress.cursor);
            let events = outbox::read_key(&self.reader, &self.topics, &hold.key, range).await?;
            // A full page means that more of the key lies before the cursor.
            let last = (events.len() >= 500).then(|| events.last().map(|(pos, _)| pos + 1)).flatten();
            outcomes.push((self.handle_key(hold.key, events, progress).await, last));
        }
        Ok(outcomes)
    }

    async fn settle(
        &mut self,
        progress: &mut Progress,
        window: &[Placed],
        fresh: Vec<Outcome>,
        retried: Vec<(Outcome, Option<i64>)>,
    ) -> db::Result<()> {
        let (group, source) = (self.group.name, self.source.as_str());
        let now = self.clock.now();
        let mut tx = self.group.db.begin().await?;
        for outcome in &fresh {
            note(progress, outcome);
            if let Some((pos, failure)) = &outcome.failed {
                let hold = Hold::after_failure(None, &outcome.key, *pos, failure, now);
                hold::save(&mut tx, group, source, &hold).await?;
                progress.holds.insert(outcome.key.clone(), hold);
            }
        }
        for (outcome, more_from) in &retried {
            note(progress, outcome);
            let hold = match &outcome.failed {
                Some((pos, failure)) => Some(Hold::after_failure(progress.holds.get(&outcome.key), &outcome.key, *pos, failure, now)),
                // Those of its events that the window skipped come next.
                None => more_from.or_else(|| first_of(window, &outcome.key)).map(|from_pos| released_later(&outcome.key, from_pos)),
            };
            if let Some(hold) = hold {
                hold::save(&mut tx, group, source, &hold).await?;
                progress.holds.insert(outcome.key.clone(), hold);
            } else {
                hold::remove(&mut tx, group, source, &outcome.key).await?;
                progress.holds.remove(&outcome.key);
            }
        }
        let redeliver =
            self.chaos.as_mut().is_some_and(Chaos::redeliver) && fresh.iter().all(|outcome| outcome.failed.is_none()) && retried.is_empty();
        if let (Some((last, _)), false) = (window.last(), redeliver) {
            progress::advance(&mut tx, group, source, *last).await?;
            progress.cursor = *last;
            let holds = &progress.holds;
            progress.keys.retain(|key, pos| *pos > *last || holds.contains_key(key));
        }
        tx.commit().await?;
        metrics::gauge!("bus_held_keys", "group" => group).set(f64::from(u32::try_from(progress.holds.len()).unwrap_or(u32::MAX)));
        Ok(())
    }
}

/// The window by key, without the keys that are held.
fn fresh_keys(window: &[Placed], progress: &Progress) -> Vec<(String, Vec<Placed>)> {
    let mut keys: BTreeMap<&str, Vec<Placed>> = BTreeMap::new();
    let mut order = Vec::new();
    let held: BTreeSet<&str> = progress.holds.keys().map(String::as_str).collect();
    for placed in window.iter().filter(|(_, event)| !held.contains(event.key.as_str())) {
        let events = keys.entry(&placed.1.key).or_default();
        if events.is_empty() {
            order.push(placed.1.key.as_str());
        }
        events.push(placed.clone());
    }
    order.into_iter().filter_map(|key| Some((key.to_owned(), keys.remove(key)?))).collect()
}

fn note(progress: &mut Progress, outcome: &Outcome) {
    if let Some(pos) = outcome.marked {
        progress.keys.insert(outcome.key.clone(), pos);
    }
}

fn first_of(window: &[Placed], key: &str) -> Option<i64> {
    window.iter().find(|(_, event)| event.key == key).map(|(pos, _)| *pos)
}

fn released_later(key: &str, from_pos: i64) -> Hold {
    Hold { key: key.to_owned(), from_pos, attempts: 0, retry_at: 0, parked_at: None, reason: "catching up".to_owned() }
}
