//! Erases what was said in a conversation: bodies go, numbers and hashes stay.

use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::Key;

/// Answers how many bodies went.
pub(crate) async fn erase(state: &State, tenant: TenantId, id: String) -> Result<u64, Error> {
    let key = Key { tenant, id };
    state.store.head(&key).await?.ok_or_else(|| Error::NoConversation(key.id.clone()))?;
    state.store.erase(&key).await
}
