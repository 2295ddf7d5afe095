//! A page of the audit log, newest first.

use ids::TenantId;

use crate::domain::audit::Shown;
use crate::error::Result;
use crate::state::State;

/// Entries of a page at most.
const MOST: i64 = 500;

/// A page, and where the next one begins.
pub(crate) struct Page {
    pub(crate) items: Vec<Shown>,
    pub(crate) next: Option<i64>,
}

pub(crate) async fn read_audit(state: &State, tenant: &TenantId, before: Option<i64>, limit: Option<i64>) -> Result<Page> {
    let limit = limit.unwrap_or(100).clamp(1, MOST);
    let mut entries = state.store.entries(tenant, before.unwrap_or(i64::MAX), limit + 1).await?;
    let more = entries.len() > usize::try_from(limit).unwrap_or(usize::MAX);
    if more {
        entries.pop();
    }
    let next = entries.last().map(|(id, _)| *id).filter(|_| more);
    Ok(Page { items: entries.into_iter().map(|(id, entry)| Shown::new(id, entry)).collect(), next })
}
