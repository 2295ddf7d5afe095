//! How far a group has come on one source: cursor, marks per key, holds. Kept in the consumer's store.

use std::collections::BTreeMap;
use std::time::Duration;

use db::{Batch, Db, Tx, params};

use tokio::time::Instant;

use crate::hold::{self, Hold};

/// How long the store may be behind: what was passed over since is passed over again after a crash.
const STORE_EVERY: Duration = Duration::from_millis(200);

/// The marks of a group on one source, in memory. The store has the same, only that its cursor may be a moment behind.
#[derive(Debug)]
pub(crate) struct Progress {
    /// Everything up to here is handled, or its key is held.
    pub(crate) cursor: i64,
    /// Last event of a key whose effects committed, where that is past the cursor.
    pub(crate) keys: BTreeMap<String, i64>,
    pub(crate) holds: BTreeMap<String, Hold>,
    stored: i64,
    stored_at: Instant,
}

impl Progress {
    pub(crate) async fn load(db: &Db, group: &str, source: &str) -> db::Result<Self> {
        let sql = "SELECT pos FROM bus_cursor WHERE grp = $1 AND source = $2";
        let cursor = db.query_one(sql, &params![group, source]).await?.map_or(Ok(0), |row| row.get(0))?;
        let rows = db.query("SELECT key, pos FROM bus_key WHERE grp = $1 AND source = $2", &params![group, source]).await?;
        let keys = rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<db::Result<_>>()?;
        let holds = hold::load(db, group, source).await?.into_iter().map(|hold| (hold.key.clone(), hold)).collect();
        Ok(Self { cursor, keys, holds, stored: cursor, stored_at: Instant::now() })
    }

    /// Whether the store's cursor is behind this one.
    pub(crate) fn is_ahead(&self) -> bool {
        self.cursor > self.stored
    }

    /// Whether the store has been behind for long enough.
    pub(crate) fn is_due(&self) -> bool {
        self.is_ahead() && self.stored_at.elapsed() >= STORE_EVERY
    }

    /// The store has the cursor.
    pub(crate) fn is_stored(&mut self) {
        self.stored = self.cursor;
        self.stored_at = Instant::now();
    }

    /// Whether the event's effects are committed already.
    pub(crate) fn has_seen(&self, key: &str, pos: i64) -> bool {
        self.keys.get(key).is_some_and(|seen| pos <= *seen)
    }
}

/// Marks an event's effects as committed, inside their transaction.
pub(crate) async fn mark(tx: &mut Tx, group: &str, source: &str, key: &str, pos: i64) -> db::Result<()> {
    let sql = "INSERT INTO bus_key (grp, source, key, pos) VALUES ($1, $2, $3, $4)
               ON CONFLICT (grp, source, key) DO UPDATE SET pos = excluded.pos";
    tx.execute(sql, &params![group, source, key, pos]).await.map(|_| ())
}

/// Moves the cursor and drops the marks it has passed. Marks of held keys stay: their events will be read again.
pub(crate) fn advance(batch: &mut Batch, group: &str, source: &str, cursor: i64) {
    let sql = "INSERT INTO bus_cursor (grp, source, pos) VALUES ($1, $2, $3)
               ON CONFLICT (grp, source) DO UPDATE SET pos = excluded.pos";
    batch.push(sql, params![group, source, cursor]);
    let sql = "DELETE FROM bus_key WHERE grp = $1 AND source = $2 AND pos <= $3
               AND NOT EXISTS (SELECT 1 FROM bus_held h WHERE h.grp = bus_key.grp AND h.source = bus_key.source AND h.key = bus_key.key)";
    batch.push(sql, params![group, source, cursor]);
}
