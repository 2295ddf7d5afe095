//! What is remembered of a kind's documents, and what of it is not true any more.

use std::collections::{BTreeSet, HashMap};

use ids::TenantId;

use super::All;

/// So many changed documents are read one by one; more are read with all the others.
pub(super) const MOST_CHANGED: usize = 300;

/// By tenant: what was read, and the ids of what changed since.
pub(super) struct Remembered<T> {
    tenants: HashMap<TenantId, (All<T>, BTreeSet<String>)>,
    /// Counts changes: what was read before one is not remembered after it.
    at: u64,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { tenants: HashMap::new(), at: 0 }
    }
}

impl<T> Remembered<T> {
    pub(super) fn at(&self) -> u64 {
        self.at
    }

    pub(super) fn known(&self, tenant: &TenantId) -> Option<(&All<T>, &BTreeSet<String>)> {
        self.tenants.get(tenant).map(|(all, changed)| (all, changed))
    }

    pub(super) fn changed(&mut self, tenant: &TenantId, id: &str) {
        self.at += 1;
        if let Some((_, changed)) = self.tenants.get_mut(tenant) {
            changed.insert(id.to_owned());
        }
    }

    pub(super) fn remember(&mut self, tenant: &TenantId, all: &All<T>, at: u64) {
        if self.at == at {
            self.tenants.insert(tenant.clone(), (all.clone(), BTreeSet::new()));
        }
    }

    pub(super) fn forget(&mut self, tenant: &TenantId) {
        self.at += 1;
        self.tenants.remove(tenant);
    }

    pub(super) fn clear(&mut self) {
        self.at += 1;
        self.tenants.clear();
    }
}
