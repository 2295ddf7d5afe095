//! A customer's conversations, newest first.

use contracts::conversation_manager::{Conversation, ListConversationsRequest};
use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::wire;

pub(crate) async fn list_conversations(
    state: &State,
    tenant: &TenantId,
    request: &ListConversationsRequest,
) -> Result<Vec<Conversation>, Error> {
    let before = if request.before_ms > 0 { request.before_ms } else { i64::MAX };
    let limit = if request.limit > 0 { i64::from(request.limit).min(100) } else { 20 };
    let found = state.store.of_customer(tenant, &request.customer_id, before, limit).await?;
    Ok(found.into_iter().map(wire::conversation).collect())
}
