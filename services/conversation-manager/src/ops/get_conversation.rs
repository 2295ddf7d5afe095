//! The conversation as it is after its last row.

use contracts::conversation_manager::{Conversation, Receipt, TaskChange};
use ids::TenantId;

use crate::State;
use crate::domain::Conversation as Head;
use crate::error::Error;
use crate::store::Key;
use crate::wire;

/// Conversations before this one that are looked at for who spoke last.
const BEFORE: i64 = 5;

pub(crate) async fn get_conversation(state: &State, tenant: TenantId, id: String) -> Result<Conversation, Error> {
    let key = Key { tenant, id };
    let head = state.store.head(&key).await?.ok_or_else(|| Error::NoConversation(key.id.clone()))?;
    let last = last_agent(state, &key, &head).await?;
    let wait = head.request.as_ref().and_then(|request| state.waits.of(&key, request, state.clock.now()));
    let conversation = wire::conversation(head);
    let request = match (conversation.request, wait) {
        (Some(request), Some(wait)) => Some(TaskChange { position: wait.position, estimate: wait.estimate, ..request }),
        (request, _) => request,
    };
    let (last_agent_id, last_agent_name) = last.unwrap_or_default();
    Ok(Conversation { receipts: receipts(state, &key).await?, request, last_agent_id, last_agent_name, ..conversation })
}

/// Id and name of the agent who spoke to the customer last.
async fn last_agent(state: &State, key: &Key, head: &Head) -> Result<Option<(String, String)>, Error> {
    let named = |head: &Head| head.last_agent().map(|agent| (agent.id.clone(), agent.name.clone()));
    if let Some(agent) = named(head) {
        return Ok(Some(agent));
    }
    let before = state.store.of_customer(&key.tenant, &head.customer_id, head.created_at, BEFORE).await?;
    Ok(before.iter().find_map(named))
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
