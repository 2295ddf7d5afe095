//! The audit log.

use db::{Row, Tx, params};
use ids::{Ms, TenantId};

use crate::domain::audit::Entry;
use crate::store::Store;

impl Store {
    pub(crate) async fn add_entry(tx: &mut Tx, entry: &Entry) -> db::Result<()> {
        let sql = "INSERT INTO audit (tenant, at, service, kind, object, action, actor, address, version, before_json, after_json)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        let Entry { tenant, at, service, kind, object, action, actor, address, version, before, after } = entry;
        let params = params![tenant, *at, service, kind, object, action, actor, address, *version, before, after];
        tx.execute(sql, &params).await.map(|_| ())
    }

    /// The newest entries before `before`, newest first.
    pub(crate) async fn entries(&self, tenant: &TenantId, before: i64, limit: i64) -> db::Result<Vec<(i64, Entry)>> {
        let sql = "SELECT pos, tenant, at, service, kind, object, action, actor, address, version, before_json, after_json
                   FROM audit WHERE tenant = $1 AND pos < $2 ORDER BY pos DESC LIMIT $3";
        let rows = self.0.query(sql, &params![tenant, before, limit]).await?;
        rows.iter().map(|row| Ok((row.get(0)?, entry(row)?))).collect()
    }

    pub(crate) async fn prune_entries(tx: &mut Tx, before: Ms) -> db::Result<u64> {
        tx.execute("DELETE FROM audit WHERE at < $1", &params![before]).await
    }
}

fn entry(row: &Row) -> db::Result<Entry> {
    Ok(Entry {
        tenant: row.get(1)?,
        at: row.get(2)?,
        service: row.get(3)?,
        kind: row.get(4)?,
        object: row.get(5)?,
        action: row.get(6)?,
        actor: row.get(7)?,
        address: row.get(8)?,
        version: row.get(9)?,
        before: row.get(10)?,
        after: row.get(11)?,
    })
}
