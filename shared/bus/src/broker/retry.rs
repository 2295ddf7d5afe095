//! Held keys, tried again from the consumer's store.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use ids::Clock;
use tokio_util::sync::CancellationToken;

use super::feed::missing;
use super::lease::Lease;
use super::marks::{self, Known, Step};
use super::waiting::{Place, Waiting};
use crate::event::Envelope;
use crate::group::{Group, KEYS_AT_ONCE, Mark, handle_event};
use crate::hold::{self, Failure, Hold};

/// How often the store is looked at: a hold may come due, an operator may have changed one from anywhere.
const POLL: Duration = Duration::from_millis(100);

/// Tries a group's held keys of one source, in the one replica that has the lease.
pub(crate) struct Retrier {
    group: Group,
    source: String,
    clock: Clock,
}

/// What is next of a held key.
enum Next {
    Nothing,
    /// Handled before: it only has to go.
    Seen(i64),
    Event(Waiting, Known),
    Gap(Arc<Envelope>, (i64, i64)),
}

impl Retrier {
    pub(crate) fn new(group: Group, source: String, clock: Clock) -> Self {
        Self { group, source, clock }
    }

    pub(crate) async fn run(self, stop: CancellationToken) {
        let mut lease = Lease::new(format!("retry {} from {}", self.group.name, self.source));
        loop {
            if let Err(error) = self.turn(&mut lease, &stop).await {
                tracing::debug!(group = self.group.name, source = self.source, %error, "held keys were not tried");
            }
            tokio::select! {
                () = tokio::time::sleep(POLL) => {}
                () = stop.cancelled() => break,
            }
        }
        lease.release(&self.group.db).await;
    }

    async fn turn(&self, lease: &mut Lease, stop: &CancellationToken) -> db::Result<()> {
        if !lease.is_ours(&self.group.db).await? {
            return Ok(());
        }
        let holds = hold::load(&self.group.db, self.group.name, &self.source).await?;
        let held = u32::try_from(holds.len()).unwrap_or(u32::MAX);
        metrics::gauge!("bus_held_keys", "group" => self.group.name, "source" => self.source.clone()).set(f64::from(held));
        let now = self.clock.now();
        let due = holds.into_iter().filter(|hold| hold.is_due(now));
        let tried = futures::stream::iter(due).map(|hold| self.retry(hold, stop)).buffer_unordered(KEYS_AT_ONCE);
        let tried: Vec<db::Result<()>> = tried.collect().await;
        tried.into_iter().collect()
    }

    fn place(&self) -> Place<'_> {
        Place { group: &self.group, source: &self.source, now: self.clock.now() }
    }

    /// Handles what waits of the key, up to the first failure.
    async fn retry(&self, hold: Hold, stop: &CancellationToken) -> db::Result<()> {
        let mut before = Some(&hold);
        while !stop.is_cancelled() {
            let failed = match self.next(&hold.key).await? {
                Next::Nothing if self.place().lift(&hold.key).await? => return Ok(()),
                Next::Nothing => None,
                Next::Seen(pos) => {
                    self.place().done(pos).await?;
                    None
                }
                Next::Gap(event, gap) => {
                    let failure = missing(&event, gap);
                    Some((event, failure))
                }
                Next::Event((pos, event), known) => match self.handle(pos, &event, known, before).await? {
                    None => {
                        before = None;
                        None
                    }
                    Some(failure) if failure.is_stale => None,
                    Some(failure) => Some((event, failure)),
                },
            };
            if let Some((event, failure)) = failed {
                let hold = Hold::after_failure(before, &hold.key, event.sequence, &failure, self.clock.now());
                return self.place().change(&hold).await;
            }
        }
        Ok(())
    }

    async fn handle(&self, pos: i64, event: &Envelope, known: Known, before: Option<&Hold>) -> db::Result<Option<Failure>> {
        let mark = Mark::Sequence { previous: known.marked, now: self.clock.now() };
        let attempt = before.map_or(1, |hold| hold.attempts + 1);
        match handle_event(&self.group, event, attempt, mark).await {
            Ok(committed) => {
                if !committed {
                    let step = Step { topic: &event.topic, key: &event.key, sequence: event.sequence };
                    marks::step(&self.group.db, self.group.name, &[step], self.clock.now()).await?;
                }
                self.place().done(pos).await.map(|()| None)
            }
            Err(failure) => Ok(Some(failure)),
        }
    }

    /// The first that can be handled. An event that was missing for a while lies behind those that waited for it.
    async fn next(&self, key: &str) -> db::Result<Next> {
        let Some((pos, event)) = self.place().first(key, 1).await?.into_iter().next() else { return Ok(Next::Nothing) };
        let known = Known::load(&self.group.db, self.group.name, &self.source, &event).await?;
        if known.has_seen(&event) || event.topic.is_empty() {
            return Ok(Next::Seen(pos));
        }
        let Some(gap) = known.gap_before(&event) else { return Ok(Next::Event((pos, event), known)) };
        let found = self.place().numbered(key, &event.topic, gap.0).await?;
        Ok(found.map_or(Next::Gap(event, gap), |found| Next::Event(found, known)))
    }
}
