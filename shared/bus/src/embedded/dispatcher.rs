//! One dispatcher per group and source: windows of the source's outbox, keys side by side, each key in order.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use db::Batch;
use futures::StreamExt as _;
use ids::Clock;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::progress::{self, Progress};
use super::recent::{POLL, Recent};
use crate::chaos::Chaos;
use crate::group::{Group, KEYS_AT_ONCE, Mark, handle_event};
use crate::hold::{self, Failure, Hold};
use crate::outbox::{self, Placed};
use crate::resync;

/// How often it is asked whether events are gone that the group has not passed, and whether one that missed some may go on.
const WHOLE: Duration = Duration::from_secs(2);
/// Places of others that a group may pass without writing that down.
const OTHERS: i64 = 1_000;

/// Feeds one group from one source.
pub(crate) struct Dispatcher {
    pub(crate) group: Group,
    pub(crate) source: String,
    pub(crate) topics: Vec<&'static str>,
    pub(crate) recent: Arc<Recent>,
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
        let mut whole_at: Option<Instant> = None;
        loop {
            let bell = self.recent.bell();
            let woken = bell.heard();
            let current = self.generation.load(Ordering::Acquire);
            if current != generation {
                self.store_cursor(&mut state).await;
                generation = current;
                state = None;
            }
            if state.is_none() || whole_at.is_none_or(|at| at.elapsed() >= WHOLE) {
                let pause = match self.is_whole(state.as_ref()).await {
                    Ok(true) => None,
                    Ok(false) => Some(WHOLE),
                    Err(fault) => {
                        tracing::debug!(group = self.group.name, source = self.source, error = fault.chain(), "it is looked again");
                        Some(POLL)
                    }
                };
                if let Some(pause) = pause {
                    self.store_cursor(&mut state).await;
                    state = None;
                    tokio::select! {
                        () = tokio::time::sleep(pause) => continue,
                        () = stop.cancelled() => return,
                    }
                }
                whole_at = Some(Instant::now());
            }
            let busy = match self.turn(&mut state).await {
                Ok(busy) => busy,
                Err(error) => {
                    tracing::debug!(group = self.group.name, source = self.source, error = %error, "the store is not there yet");
                    state = None;
                    false
                }
            };
            if stop.is_cancelled() {
                return self.store_cursor(&mut state).await;
            }
            if busy {
                continue;
            }
            tokio::select! {
                // A window costs the same for one event as for ten.
                () = woken => tokio::time::sleep(self.group.handler.gather()).await,
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => {}
            }
        }
    }

    /// Sees to it that nothing was lost to the group, or that what was lost is made good as far as it can be; says whether it was so already.
    async fn is_whole(&self, state: Option<&Progress>) -> errors::Result<bool> {
        let forced = match outbox::forced(self.recent.db(), &self.source).await {
            // A publisher of an earlier version has no table of it, and keeps everything.
            Err(db::Error::Statement(_)) => 0,
            forced => forced?,
        };
        if !resync::is_marked(&self.group, &self.source).await? {
            let stored = resync::place(&self.group, &self.source).await?;
            if state.map(|progress| progress.cursor).or(stored).is_none_or(|cursor| cursor >= forced) {
                return Ok(true);
            }
            let reason = "events were deleted that the group had not come for";
            resync::mark(&self.group, &self.source, reason, self.clock.now()).await?;
        }
        // What is published from here on comes behind what is built now.
        let end = outbox::end(self.recent.db()).await?;
        resync::rebuild(&self.group, &self.source, (end.max(forced), forced)).await?;
        Ok(false)
    }

    /// Writes down how far the group is, before that is forgotten here.
    async fn store_cursor(&self, state: &mut Option<Progress>) {
        let Some(progress) = state.as_mut().filter(|progress| progress.is_ahead()) else { return };
        if let Err(error) = write(&self.group, &self.source, progress, &[]).await {
            tracing::debug!(group = self.group.name, source = self.source, %error, "the cursor was not stored: its last events come again");
        }
    }

    /// One window and whatever holds came due; says whether there may be more at once.
    async fn turn(&mut self, state: &mut Option<Progress>) -> db::Result<bool> {
        let progress = match state {
            Some(progress) => progress,
            None => state.insert(Progress::load(&self.group.db, self.group.name, &self.source).await?),
        };
        let now = self.clock.now();
        let window = self.recent.read(&self.topics, progress.cursor).await?;
        let due: Vec<Hold> = progress.holds.values().filter(|hold| hold.is_due(now)).cloned().collect();
        if window.events.is_empty() && due.is_empty() {
            // The publisher's outbox is pruned up to the last of its groups, also to one that wants none of its latest events.
            if window.end > progress.cursor + OTHERS {
                progress.cursor = window.end;
            }
            if progress.is_due() {
                write(&self.group, &self.source, progress, &[]).await?;
            }
            return Ok(window.more);
        }
        if let Some(chaos) = &mut self.chaos {
            tokio::time::sleep(chaos.delay()).await;
        }
        let fresh = fresh_keys(&window.events, progress);
        let (fresh, retried) = {
            let shared = &*self;
            let progress = &*progress;
            futures::join!(shared.handle_keys(fresh, progress), shared.retry(due, progress))
        };
        let retried = retried?;
        self.settle(progress, &window.events, fresh, retried).await?;
        Ok(window.more || progress.holds.values().any(|hold| hold.is_due(now)))
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
            match handle_event(&self.group, &event, attempt, Mark::Place { source: &self.source, pos }).await {
                Ok(true) => marked = Some(pos),
                Ok(false) => {}
                Err(failure) => return Outcome { key, marked, failed: Some((pos, failure)) },
            }
        }
        Outcome { key, marked, failed: None }
    }

    /// Tries held keys again, up to the cursor; later events are in the window.
    async fn retry(&self, due: Vec<Hold>, progress: &Progress) -> db::Result<Vec<(Outcome, Option<i64>)>> {
        let mut outcomes = Vec::new();
        for hold in due {
            let range = (hold.from_pos, progress.cursor);
            let events = outbox::read_key(self.recent.db(), &self.topics, &hold.key, range).await?;
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
        let mut changes = Vec::new();
        for outcome in &fresh {
            note(progress, outcome);
            if let Some((pos, failure)) = &outcome.failed {
                changes.push((outcome.key.clone(), Some(Hold::after_failure(None, &outcome.key, *pos, failure, now))));
            }
        }
        for (outcome, more_from) in &retried {
            note(progress, outcome);
            let hold = match &outcome.failed {
                Some((pos, failure)) => Some(Hold::after_failure(progress.holds.get(&outcome.key), &outcome.key, *pos, failure, now)),
                // Those of its events that the window skipped come next.
                None => more_from.or_else(|| first_of(window, &outcome.key)).map(|from_pos| released_later(&outcome.key, from_pos)),
            };
            changes.push((outcome.key.clone(), hold));
        }
        let redeliver = self.chaos.as_mut().is_some_and(Chaos::redeliver) && changes.is_empty();
        let before = progress.cursor;
        if let (Some((last, _)), false) = (window.last(), redeliver) {
            progress.cursor = *last;
        }
        // A cursor that moved over events without a change of holds may be written later: they would only be passed over once more.
        if !changes.is_empty() || progress.is_due() {
            let written = write(&self.group, source, progress, &changes).await;
            if written.is_err() {
                progress.cursor = before;
            }
            written?;
        }
        for (key, hold) in changes {
            match hold {
                Some(hold) => drop(progress.holds.insert(key, hold)),
                None => drop(progress.holds.remove(&key)),
            }
        }
        let (cursor, holds) = (progress.cursor, &progress.holds);
        progress.keys.retain(|key, pos| *pos > cursor || holds.contains_key(key));
        metrics::gauge!("bus_held_keys", "group" => group).set(f64::from(u32::try_from(progress.holds.len()).unwrap_or(u32::MAX)));
        Ok(())
    }
}

/// Changed holds and the cursor, in one commit.
async fn write(group: &Group, source: &str, progress: &mut Progress, changes: &[(String, Option<Hold>)]) -> db::Result<()> {
    let mut batch = Batch::default();
    for (key, hold) in changes {
        if let Some(hold) = hold {
            let (sql, params) = hold::save(group.name, source, hold);
            batch.push(sql, params);
        } else {
            let (sql, params) = hold::remove(group.name, source, key);
            batch.push(sql, params);
        }
    }
    progress::advance(&mut batch, group.name, source, progress.cursor);
    group.db.write(batch).await?;
    progress.is_stored();
    Ok(())
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
