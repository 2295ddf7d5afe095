//! Queues with those who could serve them now.

use contracts::routing_engine::{ListQueuesRequest, ListQueuesResponse};
use ids::TenantId;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn list_queues(state: &State, tenant: &TenantId, request: ListQueuesRequest) -> Result<ListQueuesResponse, Error> {
    let look = move |turn: &mut Turn<'_>| {
        let ids: Vec<_> = turn.room.told.queues().map(|queue| queue.id).collect();
        let views = ids.into_iter().filter_map(|queue| turn.room.queue_view(queue, turn.now));
        let wanted = |mrd: &str| request.mrd_id.is_empty() || request.mrd_id == mrd;
        let mut queues: Vec<_> = views.filter(|queue| wanted(&queue.mrd_id)).collect();
        queues.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(ListQueuesResponse { queues })
    };
    state.engine.look(tenant, look).await
}
