//! One commit.

use std::collections::BTreeSet;

use ids::Ms;
use routing_core::Command;
use tokio::sync::oneshot;

use super::turn::Draft;
use super::{Job, Shared};
use crate::catalogue::Scope;
use crate::engine::{Room, Turn};
use crate::error::Error;
use crate::store::{Covers, Kept, LogRow, Store};

type Outcome = Result<Vec<u8>, Error>;

impl Shared {
    /// Runs the jobs, commits what they did, then answers. An error means that the room is worth nothing any more.
    pub(super) async fn run_batch(&self, room: &mut Room, pending: BTreeSet<Scope>, jobs: Vec<Job>) -> Result<(), Error> {
        let mut draft = Draft::default();
        let mut waiting = Vec::with_capacity(jobs.len());
        let ids: Vec<String> = jobs.iter().filter_map(|job| job.once.clone()).collect();
        let done = match self.prepare(room, &mut draft, pending, &ids).await {
            Ok(()) => {
                let mut turn = Turn { room: &mut *room, draft: &mut draft, now: self.clock.now() };
                // Whoever only reads must not see what is overdue either.
                if turn.room.ahead.next_deadline().is_some_and(|due| due.0 <= turn.now) {
                    turn.step(&Command::Tick);
                }
                for job in jobs {
                    let (once, run) = (job.once, job.run);
                    let outcome = match job.trace {
                        Some(trace) => trace.sync_scope(|| turn.run(once, run)),
                        None => turn.run(once, run),
                    };
                    waiting.push((job.answer, outcome));
                }
                self.commit(room, draft).await
            }
            Err(error) => {
                waiting.extend(jobs.into_iter().map(|job| (job.answer, Err(Error::Unavailable))));
                Err(error)
            }
        };
        answer(waiting, done.as_ref().err());
        done
    }

    /// What the batch needs from the store before the shard is touched: known answers, changed documents.
    async fn prepare(&self, room: &mut Room, draft: &mut Draft, pending: BTreeSet<Scope>, ids: &[String]) -> Result<(), Error> {
        if !ids.is_empty() {
            draft.answered = self.store.answers(&room.tenant, ids).await?;
        }
        if pending.is_empty() {
            return Ok(());
        }
        let docs = self.catalogue.docs(&room.tenant).await?;
        room.label(&docs);
        let mut turn = Turn { room, draft, now: self.clock.now() };
        for scope in &pending {
            match docs.changes(scope) {
                Ok(changes) => turn.follow(&changes),
                Err(violations) => {
                    tracing::error!(?scope, ?violations, "a saved document is not valid");
                }
            }
        }
        Ok(())
    }

    /// One transaction; nothing at all if there is nothing to keep.
    pub(super) async fn commit(&self, room: &mut Room, draft: Draft) -> Result<(), Error> {
        if draft.is_empty() {
            return Ok(());
        }
        let at = self.clock.now();
        let tenant = &room.tenant;
        let idx = if draft.events.is_empty() { room.idx } else { room.idx + 1 };
        let mut tx = self.store.db.begin().await?;
        if !Store::hold(&mut tx, tenant, room.epoch, idx).await? {
            return Err(Error::Moved);
        }
        if !draft.events.is_empty() {
            let row = LogRow { idx, epoch: room.epoch, at, events: draft.events, commands: Some(draft.commands) };
            Store::append(&mut tx, tenant, &row).await?;
        }
        Store::keep_answers(&mut tx, tenant, at, &draft.answers).await?;
        for card in &draft.cards {
            Store::insert_card(&mut tx, tenant, card).await?;
        }
        for closed in &draft.closed {
            Store::close_card(&mut tx, tenant, closed).await?;
        }
        let notes: Vec<_> = draft.agents.iter().filter_map(|agent| room.notes.get(agent).cloned()).collect();
        Store::save_agents(&mut tx, tenant, &notes).await?;
        for reason in &draft.reasons {
            Store::save_reason(&mut tx, tenant, reason).await?;
        }
        self.publisher.publish(&mut tx, draft.outbox).await?;
        tx.commit().await?;
        room.idx = idx;
        if !draft.feed.is_empty() {
            room.feed.push(room.epoch, draft.feed);
        }
        Ok(())
    }

    pub(super) async fn snapshot(&self, room: &Room) -> Result<(), Error> {
        let at = self.clock.now();
        let keep = Ms::try_from(self.config.log_retention.as_millis()).unwrap_or(Ms::MAX);
        let covers = Covers { epoch: room.epoch, idx: room.idx, at, keep_from: at.saturating_sub(keep) };
        let snapshot = room.told.snapshot();
        self.store.save_snapshot(&room.tenant, covers, &snapshot).await
    }
}

impl Turn<'_> {
    fn run(&mut self, once: Option<String>, run: super::Run) -> Outcome {
        if let Some(kept) = once.as_ref().and_then(|id| self.draft.answered.get(id)) {
            return kept.clone().map_err(Error::from);
        }
        let outcome = run(self);
        if let Some((id, kept)) = once.zip(kept(&outcome)) {
            self.draft.answered.insert(id.clone(), kept.clone());
            self.draft.answers.push((id, kept));
        }
        outcome
    }
}

/// What a repetition is to hear; nothing where it is to be tried again.
fn kept(outcome: &Outcome) -> Option<Kept> {
    match outcome {
        Ok(body) => Some(Ok(body.clone())),
        Err(error) => error.kept().map(Err),
    }
}

fn answer(waiting: Vec<(oneshot::Sender<Outcome>, Outcome)>, failed: Option<&Error>) {
    for (sender, outcome) in waiting {
        let outcome = match failed {
            None => outcome,
            Some(Error::Moved) => Err(Error::Moved),
            Some(_) => Err(Error::Unavailable),
        };
        // A caller that went away asks again with the same id.
        drop(sender.send(outcome));
    }
}
