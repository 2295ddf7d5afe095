//! The log of a shard, its snapshots and its epoch.

use db::{Tx, params};
use ids::{Ms, TenantId};
use routing_core::{Command, Event, Snapshot};
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::store::Store;

/// A command with the instant at which it was given.
pub(crate) type Given = (Ms, Command);

/// One commit's events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Row {
    pub(crate) idx: i64,
    pub(crate) epoch: i64,
    pub(crate) at: Ms,
    pub(crate) events: Vec<Event>,
    /// What caused them; none in rows of earlier versions.
    #[serde(default)]
    pub(crate) commands: Option<Vec<Given>>,
}

/// A snapshot is kept for each time of this length, so that no explanation of the past has to read more than that.
const APART: Ms = 24 * 60 * 60 * 1_000;

/// Which part of the log a snapshot stands for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Covers {
    pub(crate) epoch: i64,
    /// Of the last row it contains.
    pub(crate) idx: i64,
    pub(crate) at: Ms,
    /// Rows from before that instant are not needed any more.
    pub(crate) keep_from: Ms,
}

impl Store {
    /// Tenants that have a shard.
    pub(crate) async fn tenants(&self) -> Result<Vec<TenantId>, Error> {
        let rows = self.db.query("SELECT tenant FROM routing_shard ORDER BY tenant", &[]).await?;
        Ok(rows.iter().map(|row| row.get::<String>(0).map(TenantId::new)).collect::<db::Result<_>>()?)
    }

    /// Takes the shard over: every commit that names an older epoch fails from now on.
    pub(crate) async fn take(&self, tenant: &TenantId) -> Result<i64, Error> {
        let mut tx = self.db.begin().await?;
        let sql = "INSERT INTO routing_shard (tenant, epoch, idx) VALUES ($1, 1, 0)
                   ON CONFLICT (tenant) DO UPDATE SET epoch = routing_shard.epoch + 1 RETURNING epoch";
        let row = tx.query_one(sql, &params![tenant]).await?;
        let epoch = row.map_or(Ok(1), |row| row.get(0))?;
        tx.commit().await?;
        Ok(epoch)
    }

    /// The epoch of whoever owns the shard.
    pub(crate) async fn epoch(&self, tenant: &TenantId) -> Result<i64, Error> {
        let row = self.db.query_one("SELECT epoch FROM routing_shard WHERE tenant = $1", &params![tenant]).await?;
        Ok(row.map_or(Ok(0), |row| row.get(0))?)
    }

    /// Whether this epoch still owns the shard; if so nobody else commits before this transaction has ended.
    pub(crate) async fn hold(tx: &mut Tx, tenant: &TenantId, epoch: i64, idx: i64) -> Result<bool, Error> {
        let sql = "UPDATE routing_shard SET idx = $3 WHERE tenant = $1 AND epoch = $2";
        Ok(tx.execute(sql, &params![tenant, epoch, idx]).await? == 1)
    }

    /// Appends a row; a second writer of its index hears [`db::Error::Duplicate`].
    pub(crate) async fn append(tx: &mut Tx, tenant: &TenantId, row: &Row) -> Result<(), Error> {
        let events = serde_json::to_string(&row.events)?;
        let commands = row.commands.as_ref().map(serde_json::to_string).transpose()?;
        let sql = "INSERT INTO routing_log (tenant, idx, epoch, at, events, commands) VALUES ($1, $2, $3, $4, $5, $6)";
        tx.execute(sql, &params![tenant, row.idx, row.epoch, row.at, events, commands]).await?;
        Ok(())
    }

    /// The newest snapshot and its index.
    pub(crate) async fn snapshot(&self, tenant: &TenantId) -> Result<Option<(i64, Snapshot)>, Error> {
        let sql = "SELECT idx, doc FROM routing_snapshot WHERE tenant = $1 ORDER BY idx DESC LIMIT 1";
        let row = self.db.query_one(sql, &params![tenant]).await?;
        Ok(row.map(|row| Ok::<_, db::Error>((row.get(0)?, row.json(1)?))).transpose()?)
    }

    /// At most `limit` rows behind `after`, oldest first.
    pub(crate) async fn rows(&self, tenant: &TenantId, after: i64, limit: i64) -> Result<Vec<Row>, Error> {
        let sql = "SELECT idx, epoch, at, events FROM routing_log WHERE tenant = $1 AND idx > $2 ORDER BY idx LIMIT $3";
        let rows = self.db.query(sql, &params![tenant, after, limit]).await?;
        let read = |row: &db::Row| {
            Ok::<_, db::Error>(Row { idx: row.get(0)?, epoch: row.get(1)?, at: row.get(2)?, events: row.json(3)?, commands: None })
        };
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }

    /// The same with the commands, for whoever decides again.
    pub(crate) async fn full_rows(&self, tenant: &TenantId, after: i64, limit: i64) -> Result<Vec<Row>, Error> {
        let mut rows = self.rows(tenant, after, limit).await?;
        let sql = "SELECT commands FROM routing_log WHERE tenant = $1 AND idx > $2 ORDER BY idx LIMIT $3";
        let found = self.db.query(sql, &params![tenant, after, limit]).await?;
        for (row, commands) in rows.iter_mut().zip(found) {
            let text: Option<String> = commands.get(0)?;
            row.commands = text.as_deref().map(serde_json::from_str).transpose()?;
        }
        Ok(rows)
    }

    /// The oldest snapshot and its index.
    pub(crate) async fn snapshot_oldest(&self, tenant: &TenantId) -> Result<Option<(i64, Snapshot)>, Error> {
        let sql = "SELECT idx, doc FROM routing_snapshot WHERE tenant = $1 ORDER BY idx LIMIT 1";
        let row = self.db.query_one(sql, &params![tenant]).await?;
        Ok(row.map(|row| Ok::<_, db::Error>((row.get(0)?, row.json(1)?))).transpose()?)
    }

    /// The newest snapshot from before an instant.
    pub(crate) async fn snapshot_before(&self, tenant: &TenantId, at: Ms) -> Result<Option<(i64, Snapshot)>, Error> {
        let sql = "SELECT idx, doc FROM routing_snapshot WHERE tenant = $1 AND at < $2 ORDER BY idx DESC LIMIT 1";
        let row = self.db.query_one(sql, &params![tenant, at]).await?;
        Ok(row.map(|row| Ok::<_, db::Error>((row.get(0)?, row.json(1)?))).transpose()?)
    }

    /// The newest snapshot below an index.
    pub(crate) async fn snapshot_below(&self, tenant: &TenantId, idx: i64) -> Result<Option<(i64, Snapshot)>, Error> {
        let sql = "SELECT idx, doc FROM routing_snapshot WHERE tenant = $1 AND idx < $2 ORDER BY idx DESC LIMIT 1";
        let row = self.db.query_one(sql, &params![tenant, idx]).await?;
        Ok(row.map(|row| Ok::<_, db::Error>((row.get(0)?, row.json(1)?))).transpose()?)
    }

    /// Forgets a snapshot: the next start reads the log from the one before it.
    pub(crate) async fn drop_snapshot(&self, tenant: &TenantId, idx: i64) -> Result<(), Error> {
        let mut tx = self.db.begin().await?;
        tx.execute("DELETE FROM routing_snapshot WHERE tenant = $1 AND idx = $2", &params![tenant, idx]).await?;
        Ok(tx.commit().await?)
    }

    /// Stores a snapshot and forgets older ones, and rows of the log that it covers and that are old enough.
    pub(crate) async fn save_snapshot(&self, tenant: &TenantId, covers: Covers, snapshot: &Snapshot) -> Result<(), Error> {
        let Covers { epoch, idx, at, keep_from } = covers;
        let doc = serde_json::to_string(snapshot)?;
        let mut tx = self.db.begin().await?;
        if !Self::hold(&mut tx, tenant, epoch, idx).await? {
            return Err(Error::Moved);
        }
        let sql = "INSERT INTO routing_snapshot (tenant, idx, at, doc) VALUES ($1, $2, $3, $4) ON CONFLICT (tenant, idx) DO NOTHING";
        tx.execute(sql, &params![tenant, idx, at, doc]).await?;
        let sql = "SELECT idx, at FROM routing_snapshot WHERE tenant = $1 ORDER BY idx";
        let rows = tx.query(sql, &params![tenant]).await?;
        let known = rows.iter().map(|row| Ok::<_, db::Error>((row.get(0)?, row.get(1)?))).collect::<Result<Vec<(i64, Ms)>, _>>()?;
        let (base, superfluous) = thinned(&known, keep_from);
        for idx in superfluous {
            tx.execute("DELETE FROM routing_snapshot WHERE tenant = $1 AND idx = $2", &params![tenant, idx]).await?;
        }
        let sql = "DELETE FROM routing_log WHERE tenant = $1 AND idx <= $2 AND at < $3";
        tx.execute(sql, &params![tenant, base, keep_from]).await?;
        Ok(tx.commit().await?)
    }
}

/// Of snapshots by index: the oldest that is needed, and those that are not. Whatever happened after `keep_from` can be explained: the
/// last snapshot from before that instant stays, one for each day since, and the newest.
fn thinned(known: &[(i64, Ms)], keep_from: Ms) -> (i64, Vec<i64>) {
    let base = known.iter().rev().find(|(_, at)| *at < keep_from).or_else(|| known.first()).map_or(0, |(idx, _)| *idx);
    let newest = known.last().map_or(0, |(idx, _)| *idx);
    let (mut superfluous, mut day) = (Vec::new(), None);
    for (idx, at) in known {
        let own = at.div_euclid(APART);
        let first_of_day = *idx >= base && day.replace(own) != Some(own);
        if *idx != newest && !first_of_day {
            superfluous.push(*idx);
        }
    }
    (base, superfluous)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snapshots_are_thinned_to_one_a_day_behind_what_must_be_explained() {
        let day = |days: i64, hours: i64| days * APART + hours * 3_600_000;
        let known = [(1, day(0, 1)), (2, day(1, 1)), (3, day(1, 2)), (4, day(2, 1)), (5, day(2, 3)), (6, day(2, 4))];
        assert_eq!(thinned(&known, day(1, 12)), (3, vec![1, 2, 5]));
        assert_eq!(thinned(&known, i64::MAX), (6, vec![1, 2, 3, 4, 5]));
        assert_eq!(thinned(&known, 0), (1, vec![3, 5]));
        assert_eq!(thinned(&[], 0), (0, vec![]));
    }
}
