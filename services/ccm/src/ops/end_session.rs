//! The customer ends a session: first in the log, then here. What dies in between is mended by the log's own event.

use contracts::ccm::EndSessionRequest;
use contracts::conversation_manager::{SessionEnded, change::Kind};
use ids::TenantId;

use super::get_session::live_session;
use crate::State;
use crate::error::Error;
use crate::store::Store;

const REASONS: [&str; 5] = ["CUSTOMER", "INACTIVITY", "NETWORK", "AGENT", "FORCE_CLOSED"];

pub(crate) async fn end_session(state: &State, tenant: TenantId, request: EndSessionRequest) -> errors::Result<()> {
    if !REASONS.contains(&request.reason_code.as_str()) {
        return Err(Error::Malformed { field: "reason_code", problem: "is not a reason to end a session" }.into());
    }
    let session = live_session(state, &tenant, &request.session_id).await?;
    let change = Kind::SessionEnded(SessionEnded { session_id: session.id.clone(), reason_code: request.reason_code.clone() });
    state.peers.append(&tenant, &session.conversation_id, &format!("{}:end", session.id), change).await?;
    close(state, &tenant, &session.id, &request.reason_code).await?;
    Ok(())
}

/// Ends a session here; nothing happens if it has ended.
pub(crate) async fn close(state: &State, tenant: &TenantId, id: &str, reason: &str) -> Result<(), Error> {
    let mut tx = state.store.begin().await?;
    Store::end(&mut tx, tenant, id, reason, state.clock.now()).await?;
    tx.commit().await?;
    state.sessions.forget(&(tenant.clone(), id.to_owned())).await;
    Ok(())
}
