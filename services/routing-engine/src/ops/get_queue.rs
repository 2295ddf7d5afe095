//! Who waits in a queue, in which order, and who could serve.

use contracts::routing_engine::{QueueView, Request};
use ids::TenantId;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

/// Most requests that are listed; the counts cover all.
const LISTED: usize = 500;

pub(crate) async fn get_queue(state: &State, tenant: &TenantId, id: String) -> Result<(QueueView, Vec<Request>), Error> {
    let look = move |turn: &mut Turn<'_>| {
        let unknown = || Error::NotFound { what: "queue", id: id.clone() };
        let queue = turn.room.find_queue(&id).ok_or_else(unknown)?;
        let view = turn.room.queue_view(queue, turn.now).ok_or_else(unknown)?;
        let line = turn.room.told.queue(queue).map(|queue| queue.waiting).unwrap_or_default();
        let waiting = line.iter().take(LISTED).filter_map(|waiting| turn.room.told.request(waiting.request));
        let waiting = waiting.map(|facts| turn.room.request_view(facts)).collect();
        Ok((view, waiting))
    };
    state.engine.look(tenant, look).await
}
