//! Documents read past their cache: of a store that this process does not own.

use std::collections::BTreeMap;
use std::sync::Arc;

use db::params;
use ids::TenantId;
use runtime::objects::{Object, Stored};

use crate::catalogue::{All, Docs};
use crate::error::Error;
use crate::store::Store;

impl Store {
    /// All documents of a tenant.
    pub(crate) async fn documents(&self, tenant: &TenantId) -> Result<Docs, Error> {
        Ok(Docs {
            mrds: self.kind(tenant).await?,
            attributes: self.kind(tenant).await?,
            queues: self.kind(tenant).await?,
            agents: self.kind(tenant).await?,
            settings: self.kind(tenant).await?,
        })
    }

    async fn kind<T: Object>(&self, tenant: &TenantId) -> Result<All<T>, Error> {
        let sql = "SELECT id, version, updated_at, doc FROM object WHERE tenant = $1 AND kind = $2";
        let rows = self.db.query(sql, &params![tenant, T::KIND]).await?;
        let read = |row: &db::Row| {
            let stored = Stored { id: row.get(0)?, version: row.get(1)?, updated_at: row.get(2)?, doc: row.json(3)? };
            Ok::<_, db::Error>((stored.id.clone(), Arc::new(stored)))
        };
        Ok(Arc::new(rows.iter().map(read).collect::<Result<BTreeMap<_, _>, _>>()?))
    }
}
