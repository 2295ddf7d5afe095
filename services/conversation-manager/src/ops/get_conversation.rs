//! The conversation as it is after its last row.

use contracts::conversation_manager::{Conversation, Receipt};
use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::Key;
use crate::wire;

pub(crate) async fn get_conversation(state: &State, tenant: TenantId, id: String) -> Result<Conversation, Error> {
    let key = Key { tenant, id };
    let head = state.store.head(&key).await?.ok_or_else(|| Error::NoConversation(key.id.clone()))?;
    Ok(Conversation { receipts: receipts(state, &key).await?, ..wire::conversation(head) })
}

/// Stored receipts with those on top that are about to be.
async fn receipts(state: &State, key: &Key) -> Result<Vec<Receipt>, Error> {
    let mut receipts = state.store.receipts(key).await?;
    for raised in state.receipts.waiting(key) {
        match receipts.iter_mut().find(|receipt| receipt.recipient == raised.recipient) {
            Some(receipt) => {
                receipt.delivered_seq = receipt.delivered_seq.max(raised.delivered_seq);
                receipt.read_seq = receipt.read_seq.max(raised.read_seq);
            }
            None => receipts.push(raised),
        }
    }
    Ok(receipts)
}
