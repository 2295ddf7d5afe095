//! Typing: latest wins, never stored.

use bus::Event;
use contracts::cim::SenderType;
use contracts::conversation_manager::{SignalEvent, SignalRequest};
use ids::TenantId;

use crate::error::Error;
use crate::store::Key;
use crate::{SIGNAL, State};

pub(crate) async fn signal(state: &State, tenant: TenantId, request: SignalRequest) -> Result<(), Error> {
    if !matches!(request.name.as_str(), "TYPING_STARTED" | "TYPING_STOPPED") {
        return Err(Error::Malformed { field: "name", problem: "is not a signal" });
    }
    let id = request.conversation_id.clone();
    let hidden = match &request.sender {
        Some(sender) if sender.r#type == i32::from(SenderType::Agent) => is_hidden(state, (&tenant, &id), &sender.id).await?,
        _ => false,
    };
    let message = SignalEvent {
        conversation_id: request.conversation_id,
        name: request.name.clone(),
        sender: request.sender,
        agents_only: hidden,
        ..SignalEvent::default()
    };
    state.publisher.hint(Event::new(SIGNAL, id, request.name, tenant, &message));
    Ok(())
}

/// Whether the customer must not learn that this agent is there.
pub(super) async fn is_hidden(state: &State, (tenant, conversation): (&TenantId, &str), agent: &str) -> Result<bool, Error> {
    let key = Key { tenant: tenant.clone(), id: conversation.to_owned() };
    let head = state.store.head(&key).await?;
    Ok(head.is_some_and(|head| head.participant(agent).is_none_or(|agent| agent.hidden)))
}
