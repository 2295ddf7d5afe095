//! A request, open or closed not long ago.

use contracts::routing_engine::Request;
use ids::{Ms, TenantId};
use routing_core::RequestId;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;

/// A request that is over: why and when.
pub(crate) struct Closed {
    pub(crate) reason: String,
    pub(crate) at: Ms,
}

pub(crate) async fn get_request(state: &State, tenant: &TenantId, id: String) -> Result<(Request, Option<Closed>), Error> {
    let number = RequestId(key(&id));
    let look = move |turn: &mut Turn<'_>| Ok(turn.room.told.request(number).map(|facts| turn.room.estimated_view(facts)));
    if let Some(open) = state.engine.look(tenant, look).await? {
        return Ok((open, None));
    }
    let closed = state.engine.store().closed_card(tenant, &id).await?.ok_or(Error::NotFound { what: "request", id })?;
    let request = Request {
        id: closed.card.request_id,
        conversation_id: closed.card.conversation_id,
        queue_id: closed.card.queue_id,
        state: "CLOSED".to_owned(),
        priority: closed.card.priority,
        enqueued_at_ms: closed.card.enqueued_at,
        ..Request::default()
    };
    Ok((request, Some(Closed { reason: closed.reason, at: closed.closed_at })))
}
