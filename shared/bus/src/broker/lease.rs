//! Who of several replicas does a job: a row with an epoch.
//!
//! No clocks are compared. The holder counts the row's beat up; a replica that saw the same beat for [`PATIENCE`] of its own monotonic
//! time takes the lease by raising the epoch. Nothing hangs on the holder noticing that in time: what must not happen twice is
//! done in a transaction that checks the epoch ([`Lease::fence`]).

use std::time::Duration;

use db::{Db, Tx, params};
use tokio::time::Instant;

/// How long a silent holder keeps its lease.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often a holder beats, and how often the others look.
const BEAT: Duration = Duration::from_secs(1);

/// A lease as one replica sees it.
#[derive(Debug)]
pub(crate) struct Lease {
    name: String,
    holder: String,
    /// Ours, if we hold it.
    epoch: Option<i64>,
    /// What was seen of another holder, and since when.
    seen: Option<(i64, i64, Instant)>,
    looked_at: Option<Instant>,
}

impl Lease {
    pub(crate) fn new(name: String) -> Self {
        Self { name, holder: ids::new_id(), epoch: None, seen: None, looked_at: None }
    }

    /// Whether the lease is ours; takes it if nobody has it. Cheap to call often.
    pub(crate) async fn is_ours(&mut self, db: &Db) -> db::Result<bool> {
        if self.looked_at.is_none_or(|at| at.elapsed() >= BEAT) {
            self.look(db).await?;
            self.looked_at = Some(Instant::now());
        }
        Ok(self.epoch.is_some())
    }

    async fn look(&mut self, db: &Db) -> db::Result<()> {
        let mut tx = db.begin().await?;
        if self.epoch.is_some() {
            if !self.fence(&mut tx).await? {
                self.lost();
            }
            return tx.commit().await;
        }
        let sql = "INSERT INTO bus_lease (name, epoch, holder, beat) VALUES ($1, 0, '', 0) ON CONFLICT (name) DO NOTHING";
        tx.execute(sql, &params![&self.name]).await?;
        let sql = "SELECT epoch, beat, holder FROM bus_lease WHERE name = $1";
        let Some(row) = tx.query_one(sql, &params![&self.name]).await? else { return Ok(()) };
        let (epoch, beat, holder): (i64, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let taken = (holder.is_empty() || self.is_silent(epoch, beat)) && self.take(&mut tx, epoch, beat).await?;
        tx.commit().await?;
        if taken {
            self.epoch = Some(epoch + 1);
            self.seen = None;
        }
        Ok(())
    }

    /// Whether the holder has shown no sign of life for long enough.
    fn is_silent(&mut self, epoch: i64, beat: i64) -> bool {
        match self.seen {
            Some((seen_epoch, seen_beat, since)) if (seen_epoch, seen_beat) == (epoch, beat) => since.elapsed() >= PATIENCE,
            _ => {
                self.seen = Some((epoch, beat, Instant::now()));
                false
            }
        }
    }

    async fn take(&self, tx: &mut Tx, epoch: i64, beat: i64) -> db::Result<bool> {
        let sql = "UPDATE bus_lease SET epoch = epoch + 1, beat = 0, holder = $4 WHERE name = $1 AND epoch = $2 AND beat = $3";
        Ok(tx.execute(sql, &params![&self.name, epoch, beat, &self.holder]).await? > 0)
    }

    /// Beats inside the transaction, and keeps others from taking the lease until it ends; false if it is no longer ours.
    pub(crate) async fn fence(&self, tx: &mut Tx) -> db::Result<bool> {
        let sql = "UPDATE bus_lease SET beat = beat + 1 WHERE name = $1 AND epoch = $2";
        Ok(tx.execute(sql, &params![&self.name, self.epoch.unwrap_or(-1)]).await? > 0)
    }

    /// Somebody else has it now.
    pub(crate) fn lost(&mut self) {
        self.epoch = None;
        self.seen = None;
    }

    /// Leaves the lease to whoever comes next, without a wait.
    pub(crate) async fn release(&mut self, db: &Db) {
        let Some(epoch) = self.epoch.take() else { return };
        let released = async {
            let sql = "UPDATE bus_lease SET holder = '' WHERE name = $1 AND epoch = $2";
            db.execute(sql, &params![&self.name, epoch]).await.map(|_| ())
        };
        if let Err(error) = released.await {
            tracing::debug!(%error, lease = self.name, "a lease was not given back: it ends by itself");
        }
    }
}

#[cfg(test)]
mod tests {
    use db::{Durability, Location};

    use super::*;

    async fn store(folder: &tempfile::TempDir) -> Db {
        let db = Db::new(&Location::File(folder.path().join("store.sqlite")), Durability::Lazy).unwrap();
        db.migrate(&crate::migrations()).await.unwrap();
        db
    }

    #[tokio::test]
    async fn m9_a_lease_that_was_taken_over_fences_its_old_holder_out() {
        let folder = tempfile::tempdir().unwrap();
        let db = store(&folder).await;
        let (mut old, mut new) = (Lease::new("relay".to_owned()), Lease::new("relay".to_owned()));
        assert!(old.is_ours(&db).await.unwrap());
        assert!(!new.is_ours(&db).await.unwrap());
        // The same beat, seen for longer than anybody should be silent.
        let (epoch, beat, since) = new.seen.unwrap();
        new.seen = Some((epoch, beat, since.checked_sub(PATIENCE).unwrap()));
        new.looked_at = None;
        assert!(new.is_ours(&db).await.unwrap());
        let mut tx = db.begin().await.unwrap();
        assert!(!old.fence(&mut tx).await.unwrap());
        assert!(new.fence(&mut tx).await.unwrap());
        drop(tx);
        old.looked_at = None;
        assert!(!old.is_ours(&db).await.unwrap());
    }

    #[tokio::test]
    async fn a_lease_that_was_given_back_is_free_at_once_and_a_beating_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let db = store(&folder).await;
        let (mut first, mut second) = (Lease::new("relay".to_owned()), Lease::new("relay".to_owned()));
        assert!(first.is_ours(&db).await.unwrap());
        assert!(!second.is_ours(&db).await.unwrap());
        let (epoch, beat, since) = second.seen.unwrap();
        second.seen = Some((epoch, beat, since.checked_sub(PATIENCE).unwrap()));
        first.looked_at = None;
        assert!(first.is_ours(&db).await.unwrap());
        second.looked_at = None;
        assert!(!second.is_ours(&db).await.unwrap());
        first.release(&db).await;
        second.looked_at = None;
        assert!(second.is_ours(&db).await.unwrap());
    }
}
