//! A customer was erased: what they have open ends, and who they were is forgotten here too.

use bus::Delivery;
use contracts::conversation_manager::{SessionEnded, change::Kind};
use ids::TenantId;

use crate::State;
use crate::store::Store;

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
    Store::forget_customer(delivery.tx().await?, &tenant, &customer, state.clock.now()).await?;
    for session in live {
        state.sessions.forget(&(tenant.clone(), session.id)).await;
    }
    Ok(())
}
