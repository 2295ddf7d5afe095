//! The task of one shard: recover, serve, and start over when a commit failed.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;
use std::time::Duration;

use futures::FutureExt as _;
use ids::TenantId;
use routing_core::{Command, Ms};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::turn::Draft;
use super::{Door, Job, Shared};
use crate::engine::{Room, Turn};
use crate::error::Error;

/// Deadlines are instants of the wall clock, which may be set while a timer sleeps: so it never sleeps long.
const NAP: Duration = Duration::from_millis(250);
/// Pause before a store that failed is tried again.
const PAUSE: Duration = Duration::from_millis(500);

/// How serving ended.
enum End {
    Stopped,
    Moved,
    Failed(Error),
}

pub(super) async fn run(shared: Arc<Shared>, (tenant, end): (TenantId, CancellationToken), door: Door, mut jobs: mpsc::Receiver<Job>) {
    let mut owned = None;
    loop {
        let life = shared.live((&tenant, &end), &mut owned, &door, &mut jobs);
        let ended = AssertUnwindSafe(life).catch_unwind().await;
        match ended.unwrap_or(End::Failed(Error::Unavailable)) {
            End::Stopped => return,
            End::Moved => break,
            End::Failed(error) => {
                metrics::counter!("routing_engine_reloads_total").increment(1);
                tracing::error!(tenant = tenant.as_str(), %error, "the shard is read again");
                while let Ok(job) = jobs.try_recv() {
                    drop(job.answer.send(Err(Error::Unavailable)));
                }
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    () = end.cancelled() => return,
                }
            }
        }
    }
    tracing::error!(tenant = tenant.as_str(), "another process routes for this tenant now");
    door.moved.store(true, Ordering::Release);
    loop {
        tokio::select! {
            job = jobs.recv() => match job {
                Some(job) => drop(job.answer.send(Err(Error::Moved))),
                None => return,
            },
            () = end.cancelled() => return,
        }
    }
}

impl Shared {
    /// One life of a room, from its recovery to its end.
    async fn live(
        &self,
        (tenant, end): (&TenantId, &CancellationToken),
        owned: &mut Option<i64>,
        door: &Door,
        jobs: &mut mpsc::Receiver<Job>,
    ) -> End {
        let ended = async {
            let mut room = self.recover(tenant, owned, door).await?;
            self.serve(&mut room, (door, end), jobs).await?;
            if let Err(error) = self.snapshot(&room).await {
                tracing::warn!(%error, "no last snapshot: the next start replays the log");
            }
            Ok(())
        };
        match ended.await {
            Ok(()) => End::Stopped,
            Err(Error::Moved) => End::Moved,
            Err(error) => End::Failed(error),
        }
    }

    /// Memory from the store. The first time the epoch is raised and nobody's presence is known; later only what failed to commit is gone.
    async fn recover(&self, tenant: &TenantId, owned: &mut Option<i64>, door: &Door) -> Result<Room, Error> {
        let first = owned.is_none();
        let epoch = match owned {
            Some(epoch) if self.store.epoch(tenant).await? != *epoch => return Err(Error::Moved),
            Some(epoch) => *epoch,
            None => *owned.insert(self.store.take(tenant).await?),
        };
        let mut room = Room::load(&self.store, tenant, (epoch, door.feed.clone())).await?;
        // Changes announced from here on are looked at by the first batch.
        door.pending.lock().unwrap_or_else(PoisonError::into_inner).clear();
        let docs = self.catalogue.docs(tenant).await?;
        room.label(&docs);
        let mut draft = Draft::default();
        let now = self.clock.now();
        let mut turn = Turn { room: &mut room, draft: &mut draft, now };
        // Whoever follows along hears that this is another owner.
        turn.room.feed.push(epoch, Vec::new());
        if first {
            // At the instant of the last event, so that what is overdue finds nobody to ring at.
            turn.step_at(&Command::Recovered { now: Ms(now) }, 0);
        }
        turn.step(&Command::Tick);
        turn.follow_all(&docs);
        self.commit(&mut room, draft).await?;
        tracing::info!(tenant = tenant.as_str(), epoch, idx = room.idx, "routing");
        Ok(room)
    }

    async fn serve(&self, room: &mut Room, (door, end): (&Door, &CancellationToken), jobs: &mut mpsc::Receiver<Job>) -> Result<(), Error> {
        let most = self.config.batch;
        let mut taken = Vec::with_capacity(most);
        let mut covered = room.idx;
        loop {
            let nap = self.nap(room);
            tokio::select! {
                biased;
                () = end.cancelled() => return self.drain(room, door, jobs).await,
                count = jobs.recv_many(&mut taken, most) => if count == 0 { return Ok(()) },
                () = tokio::time::sleep(nap) => {}
            }
            let pending = std::mem::take(&mut *door.pending.lock().unwrap_or_else(PoisonError::into_inner));
            let due = room.ahead.next_deadline().is_some_and(|due| due.0 <= self.clock.now());
            if taken.is_empty() && pending.is_empty() && !due {
                continue;
            }
            metrics::histogram!("routing_engine_batch").record(f64::from(u32::try_from(taken.len()).unwrap_or(u32::MAX)));
            self.run_batch(room, pending, std::mem::take(&mut taken)).await?;
            if room.idx - covered >= self.config.snapshot_every {
                self.snapshot(room).await?;
                covered = room.idx;
            }
        }
    }

    /// What was asked before the stop is still answered.
    async fn drain(&self, room: &mut Room, door: &Door, jobs: &mut mpsc::Receiver<Job>) -> Result<(), Error> {
        jobs.close();
        let mut taken = Vec::new();
        while jobs.recv_many(&mut taken, self.config.batch).await > 0 {
            let pending = std::mem::take(&mut *door.pending.lock().unwrap_or_else(PoisonError::into_inner));
            self.run_batch(room, pending, std::mem::take(&mut taken)).await?;
        }
        Ok(())
    }

    /// Until the next deadline.
    fn nap(&self, room: &Room) -> Duration {
        let until = room.ahead.next_deadline().map_or(i64::MAX, |due| due.0.saturating_sub(self.clock.now()));
        Duration::from_millis(u64::try_from(until.max(0)).unwrap_or(0)).min(NAP)
    }
}
