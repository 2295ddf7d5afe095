//! Host names that tenants have claimed.

use db::{Tx, params, placeholders};
use ids::TenantId;

use super::Store;
use crate::error::Error;

/// Host names in one statement.
const AT_ONCE: usize = 200;

impl Store {
    /// The tenant that claimed a host name.
    pub(crate) async fn tenant_of_host(&self, host: &str) -> Result<Option<TenantId>, Error> {
        let row = self.db.query_one("SELECT tenant FROM tenant_host WHERE host = $1", &params![host]).await?;
        Ok(row.map(|row| row.get::<String>(0).map(TenantId::new)).transpose()?)
    }

    /// Gives a tenant exactly these host names. unified-admin lets nobody claim another's, but a name may move from one to the other.
    pub(crate) async fn set_hosts(tx: &mut Tx, tenant: &str, hosts: &[String]) -> Result<(), Error> {
        tx.execute("DELETE FROM tenant_host WHERE tenant = $1", &params![tenant]).await?;
        for hosts in hosts.chunks(AT_ONCE) {
            let sql = format!(
                "INSERT INTO tenant_host (host, tenant) VALUES {} ON CONFLICT (host) DO UPDATE SET tenant = excluded.tenant",
                placeholders(hosts.len(), 2, 1)
            );
            let params: Vec<db::Value> = hosts.iter().flat_map(|host| params![host, tenant]).collect();
            tx.execute(sql, &params).await?;
        }
        Ok(())
    }
}
