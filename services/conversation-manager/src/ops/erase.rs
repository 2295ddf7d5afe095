//! Erases what was said in a conversation: bodies go, numbers and hashes stay.

use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::Key;

/// Answers how many bodies went.
pub(crate) async fn erase(state: &State, tenant: TenantId, id: String) -> Result<u64, Error> {
    let key = Key { tenant, id };
    let erased = state.store.erase(&key).await?;
    let head = state.store.head(&key).await?.ok_or_else(|| Error::NoConversation(key.id.clone()))?;
    // Behind the log: who hears that it failed asks again, and both are asked again.
    crate::customers::forget(&state.search, vec![(key.id, head.last_seq)], &key.tenant).await?;
    Ok(erased)
}
