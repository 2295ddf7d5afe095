//! A message names a file: it must be there, and the conversation's own. The first message that names it keeps it from the sweep.

use ids::TenantId;

use crate::domain::{File, FileState};
use crate::error::Error;
use crate::state::State;

pub(crate) async fn attach_file(state: &State, tenant: &TenantId, id: &str, (conversation, message): (&str, &str)) -> Result<File, Error> {
    let file = get_file(state, tenant, id).await?;
    if file.conversation_id != conversation || conversation.is_empty() {
        return Err(Error::AnotherConversation);
    }
    if file.state != FileState::Available {
        return Err(Error::NotAvailable { state: file.state.as_str() });
    }
    if message.is_empty() || message.len() > 128 {
        return Err(Error::Malformed("message_id"));
    }
    if file.message_id.is_empty() {
        state.store.attach(tenant, id, message).await?;
    }
    Ok(file)
}

/// A file of the tenant; another tenant's is not there.
pub(crate) async fn get_file(state: &State, tenant: &TenantId, id: &str) -> Result<File, Error> {
    state.store.get(tenant, id).await?.ok_or_else(|| Error::NoFile(id.to_owned()))
}
