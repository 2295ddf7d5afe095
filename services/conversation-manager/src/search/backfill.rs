//! The log of before: read once, conversation by conversation, where it was left off. Everything that is written is written once, so
//! several replicas may do it side by side, and what the follower wrote meanwhile stays.

use ids::TenantId;

use super::note::Note;
use super::store::SearchStore;
use crate::error::Error;
use crate::store::{Key, Page, Store, View};

/// Conversations read at a time, and rows of each.
const CONVERSATIONS: i64 = 50;
const ROWS: i64 = 500;

/// Reads on from where it was left off; true once there is nothing left.
pub(super) async fn backfill(search: &SearchStore, log: &Store) -> Result<bool, Error> {
    let Some(after) = search.backfilled().await? else { return Ok(true) };
    let keys = log.conversations_after((&after.0, &after.1), CONVERSATIONS).await?;
    for key in &keys {
        one(search, log, key).await?;
    }
    let last = keys.last().map_or((after.0.as_str(), after.1.as_str()), |key| (key.tenant.as_str(), key.id.as_str()));
    let mut tx = search.begin().await?;
    SearchStore::note_backfill(&mut tx, last, keys.is_empty()).await?;
    tx.commit().await?;
    Ok(keys.is_empty())
}

async fn one(search: &SearchStore, log: &Store, key: &Key) -> Result<(), Error> {
    let Some(head) = log.head(key).await? else { return Ok(()) };
    let tenant: &TenantId = &key.tenant;
    let mut after = 0;
    loop {
        let (rows, more) = log.read(key, Page { view: View::Agent, after, before: 0, limit: ROWS }).await?;
        let Some(last) = rows.last().map(|row| row.seq) else { return Ok(()) };
        let notes: Vec<_> = rows.iter().filter_map(|row| Note::of(tenant, &head.customer_id, row)).collect();
        search.put(&notes).await?;
        if !more {
            return Ok(());
        }
        after = last;
    }
}
