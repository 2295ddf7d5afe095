//! Everything that waits in a queue is closed.

use ids::TenantId;
use routing_core::Command;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

/// How many requests were closed.
pub(crate) async fn flush_queue(state: &State, tenant: &TenantId, id: String) -> Result<u32, Error> {
    let flush = move |turn: &mut Turn<'_>| {
        let queue = turn.room.find_queue(&id).ok_or_else(|| Error::NotFound { what: "queue", id: id.clone() })?;
        let waiting = turn.room.told.waiting(queue);
        turn.send(&Command::Flush { queue })?;
        Ok(waiting)
    };
    state.engine.look(tenant, flush).await
}
