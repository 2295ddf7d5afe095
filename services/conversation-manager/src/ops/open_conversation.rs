//! The customer's open conversation, made if there is none: a customer has at most one, but for those who were merged while both had one.
//! Both go on then, and whoever comes anew joins the older.

use contracts::conversation_manager::{OpenConversationRequest, OpenConversationResponse};
use ids::TenantId;

use crate::State;
use crate::error::Error;

pub(crate) async fn open_conversation(
    state: &State,
    tenant: TenantId,
    request: OpenConversationRequest,
) -> Result<OpenConversationResponse, Error> {
    if request.customer_id.is_empty() {
        return Err(Error::Malformed { field: "customer_id", problem: "is missing" });
    }
    if let Some(conversation_id) = state.store.open_of_family(&tenant, &request.customer_id).await? {
        return Ok(OpenConversationResponse { conversation_id, created: false });
    }
    let opened = state.appender.open(tenant, request.customer_id).await?;
    Ok(OpenConversationResponse { conversation_id: opened.conversation_id, created: opened.created })
}
