//! A session: by id, or the one a customer has on a channel.

use std::sync::Arc;

use ids::TenantId;

use super::get_channel::get_channel;
use crate::State;
use crate::domain::{Session, SessionState};
use crate::error::Error;

/// The live session of a customer, or failing that the newest.
pub(crate) async fn get_session(state: &State, tenant: &TenantId, channel: (&str, &str), customer: &str) -> Result<Option<Session>, Error> {
    let channel = get_channel(state, tenant, channel.0, channel.1).await?;
    match state.store.live(tenant, &channel.id, customer).await? {
        Some(live) => Ok(Some(live)),
        None => state.store.newest(tenant, &channel.id, customer).await,
    }
}

/// The session of that id, if it is live.
pub(crate) async fn live_session(state: &State, tenant: &TenantId, id: &str) -> Result<Arc<Session>, Error> {
    let key = (tenant.clone(), id.to_owned());
    if let Some(session) = state.sessions.get(&key).await {
        return Ok(session);
    }
    let session = state.store.session(tenant, id).await?.filter(|session| session.state == SessionState::Started);
    let session = Arc::new(session.ok_or_else(|| Error::NoSession(id.to_owned()))?);
    state.sessions.put(key, session.clone()).await;
    Ok(session)
}
