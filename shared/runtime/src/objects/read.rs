//! Reading documents: from memory, which hints of changes keep true, and from the store where memory may be late.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, PoisonError};

use bus::Hint;
use db::{Value, params, placeholders};
use futures::FutureExt as _;
use ids::TenantId;
use tokio::task::coop::unconstrained;

use super::{All, Object, Objects, Stored, cache};

impl<T: Object> Objects<T> {
    /// Marks what changed. A hint is there before the change's own caller hears that it is done, so nobody reads
    /// what was true before their change.
    fn mark_changed(&self) {
        let mut changes = self.0.changes.lock().unwrap_or_else(PoisonError::into_inner);
        // Out of the count of what a task may do before others get a turn: once that is used up, a hint that is there looks like none.
        while let Some(Some(hint)) = unconstrained(changes.next()).now_or_never() {
            let mut cache = self.0.cache.write().unwrap_or_else(PoisonError::into_inner);
            match hint {
                // Keys are `kind:id`.
                Hint::Event(event) if event.r#type == T::KIND => {
                    let id = event.key.split_once(':').map_or("", |(_, id)| id);
                    cache.changed(&TenantId::new(event.tenant.as_str()), id);
                }
                Hint::Event(_) => {}
                Hint::Lagged => cache.clear(),
            }
        }
    }

    /// All of the tenant, by id.
    pub async fn list(&self, tenant: &TenantId) -> db::Result<All<T>> {
        self.mark_changed();
        let (known, changed, at) = {
            let cache = self.0.cache.read().unwrap_or_else(PoisonError::into_inner);
            match cache.known(tenant) {
                Some((known, changed)) if changed.is_empty() => return Ok(known.clone()),
                Some((known, changed)) => (Some(known.clone()), changed.clone(), cache.at()),
                None => (None, BTreeSet::new(), cache.at()),
            }
        };
        // Only what changed is read again: a tenant with thousands of documents may change them one after another.
        let all = match known {
            Some(known) if changed.len() <= cache::MOST_CHANGED => {
                let mut all = (*known).clone();
                drop(known);
                let read = self.read(tenant, Some(&changed)).await?;
                all.retain(|id, _| !changed.contains(id));
                all.extend(read);
                Arc::new(all)
            }
            _ => Arc::new(self.read(tenant, None).await?),
        };
        // What was read before a change is not remembered after it.
        self.0.cache.write().unwrap_or_else(PoisonError::into_inner).remember(tenant, &all, at);
        Ok(all)
    }

    /// The tenant's documents, or those of these ids.
    async fn read(&self, tenant: &TenantId, ids: Option<&BTreeSet<String>>) -> db::Result<BTreeMap<String, Arc<Stored<T>>>> {
        let mut sql = "SELECT id, version, updated_at, doc FROM object WHERE tenant = $1 AND kind = $2".to_owned();
        let mut params = params![tenant, T::KIND].to_vec();
        if let Some(ids) = ids {
            sql = format!("{sql} AND id IN (VALUES {})", placeholders(ids.len(), 1, 3));
            params.extend(ids.iter().map(Value::from));
        }
        let rows = self.0.db.query(sql, &params).await?;
        let read = |row: &db::Row| {
            let stored = Stored { id: row.get(0)?, version: row.get(1)?, updated_at: row.get(2)?, doc: row.json(3)? };
            Ok((stored.id.clone(), Arc::new(stored)))
        };
        rows.iter().map(read).collect()
    }

    /// The document of that id. What memory does not have is looked for in the store: word of another replica's change may still be on its way.
    pub async fn get(&self, tenant: &TenantId, id: &str) -> db::Result<Option<Arc<Stored<T>>>> {
        if let Some(known) = self.list(tenant).await?.get(id) {
            return Ok(Some(known.clone()));
        }
        let read = self.read(tenant, Some(&BTreeSet::from([id.to_owned()]))).await?.remove(id);
        if read.is_some() {
            self.mark(tenant, id);
        }
        Ok(read)
    }

    /// The same for somebody who knows its version: another one in memory may be what it was before another replica's change.
    pub(super) async fn current(&self, tenant: &TenantId, id: &str, expected: Option<i64>) -> db::Result<Option<Arc<Stored<T>>>> {
        let known = self.get(tenant, id).await?;
        if known.as_ref().map(|stored| stored.version) == expected {
            return Ok(known);
        }
        self.mark(tenant, id);
        self.get(tenant, id).await
    }

    /// Has a document read again.
    fn mark(&self, tenant: &TenantId, id: &str) {
        self.0.cache.write().unwrap_or_else(PoisonError::into_inner).changed(tenant, id);
    }

    /// The document of that id, or of that name.
    pub async fn find(&self, tenant: &TenantId, id_or_name: &str) -> db::Result<Option<Arc<Stored<T>>>> {
        let all = self.list(tenant).await?;
        Ok(all.get(id_or_name).or_else(|| all.values().find(|stored| stored.doc.name() == id_or_name)).cloned())
    }

    /// The same for what somebody refers to, who may have made it a moment ago on another replica: before it is missing, all are read again.
    pub async fn seek(&self, tenant: &TenantId, id_or_name: &str) -> db::Result<Option<Arc<Stored<T>>>> {
        if let Some(known) = self.find(tenant, id_or_name).await? {
            return Ok(Some(known));
        }
        self.0.cache.write().unwrap_or_else(PoisonError::into_inner).forget(tenant);
        self.find(tenant, id_or_name).await
    }

    /// Tenants that have documents of this kind.
    pub async fn tenants(&self) -> db::Result<Vec<TenantId>> {
        let rows = self.0.db.query("SELECT DISTINCT tenant FROM object WHERE kind = $1", &params![T::KIND]).await?;
        rows.iter().map(|row| row.get::<String>(0).map(TenantId::new)).collect()
    }
}
