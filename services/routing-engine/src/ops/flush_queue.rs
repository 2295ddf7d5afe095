//! Everything that waits in a queue is closed.

use contracts::routing_engine::{FlushQueueRequest, FlushQueueResponse};
use ids::TenantId;
use routing_core::Command;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::wire;

/// How many requests were closed.
pub(crate) async fn flush_queue(state: &State, tenant: &TenantId, request: FlushQueueRequest) -> Result<FlushQueueResponse, Error> {
    let id = request.request_id;
    let flush = move |turn: &mut Turn<'_>| {
        let queue = turn.room.find_queue(&request.queue).ok_or_else(|| Error::NotFound { what: "queue", id: request.queue.clone() })?;
        let flushed = wire::place(turn.room.told.waiting(queue));
        turn.send(&Command::Flush { queue })?;
        Ok(FlushQueueResponse { flushed })
    };
    state.engine.change(tenant, ("flush", &id), flush).await
}
