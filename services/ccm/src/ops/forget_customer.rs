//! A customer was erased: what they have open ends, who they were is forgotten here too, and connectors hear of their addresses.

use bus::{Delivery, Event};
use contracts::ccm::ErasedEvent;
use contracts::conversation_manager::{SessionEnded, change::Kind};
use ids::TenantId;

use crate::store::Store;
use crate::{ERASED, State};

/// Answers that mean that there is nothing left to end.
const OVER: [&str; 3] = ["CONVERSATION_CLOSED", "NO_SESSION", "NOT_FOUND"];

pub(crate) async fn forget_customer(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let (tenant, customer) = (TenantId::new(delivery.event.tenant.as_str()), delivery.event.key.clone());
    let live = state.store.live_of_customer(&tenant, &customer).await?;
    for session in &live {
        let change = Kind::SessionEnded(SessionEnded { session_id: session.id.clone(), reason_code: "FORCE_CLOSED".to_owned() });
        match state.peers.append(&tenant, &session.conversation_id, &format!("{}:erased", session.id), change).await {
            Err(fault) if !OVER.contains(&fault.code()) => return Err(fault),
            _ => {}
        }
    }
    let channels = state.channels.list(&tenant).await?;
    let tx = delivery.tx().await?;
    // Asked before they are forgotten. A channel that is gone meanwhile may have been a provider's.
    let addresses = Store::addresses_of(tx, &tenant, &customer).await?;
    let at_providers =
        addresses.into_iter().filter(|(channel, _)| channels.get(channel).is_none_or(|channel| !channel.doc.connector.is_empty()));
    let erased = at_providers.map(|(channel_id, channel_customer_identifier)| {
        let key = format!("{channel_id}:{channel_customer_identifier}");
        Event::new(ERASED, key, "ERASED", tenant.clone(), &ErasedEvent { channel_id, channel_customer_identifier })
    });
    let erased = erased.collect();
    Store::forget_customer(tx, &tenant, &customer, state.clock.now()).await?;
    state.publisher.publish(tx, erased).await?;
    state.forget_sessions(tx, &tenant, live.into_iter().map(|session| session.id).collect()).await;
    Ok(())
}
