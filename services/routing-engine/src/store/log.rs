//! The log of a shard, its snapshots and its epoch.

use db::{Tx, params};
use ids::{Ms, TenantId};
use routing_core::{Event, Snapshot};

use crate::error::Error;
use crate::store::Store;

/// One commit's events.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) idx: i64,
    pub(crate) epoch: i64,
    pub(crate) at: Ms,
    pub(crate) events: Vec<Event>,
}

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
        let sql = "INSERT INTO routing_log (tenant, idx, epoch, at, events) VALUES ($1, $2, $3, $4, $5)";
        tx.execute(sql, &params![tenant, row.idx, row.epoch, row.at, events]).await?;
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
        let read = |row: &db::Row| Ok::<_, db::Error>(Row { idx: row.get(0)?, epoch: row.get(1)?, at: row.get(2)?, events: row.json(3)? });
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
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
        let sql = "DELETE FROM routing_snapshot WHERE tenant = $1 AND idx < $2";
        tx.execute(sql, &params![tenant, idx]).await?;
        let sql = "DELETE FROM routing_log WHERE tenant = $1 AND idx <= $2 AND at < $3";
        tx.execute(sql, &params![tenant, idx, keep_from]).await?;
        Ok(tx.commit().await?)
    }
}
