//! The lists an agent may fetch from, and what waits in them.

use contracts::routing_engine::{ListFetchableRequest, ListFetchableResponse};
use ids::TenantId;

use super::get_board::{active_tasks, board_queue};
use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn list_fetchable(
    state: &State,
    tenant: &TenantId,
    request: ListFetchableRequest,
) -> Result<ListFetchableResponse, Error> {
    let look = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let lists: Vec<_> = turn.room.told.queues().filter(|queue| queue.pulled).map(|queue| queue.id).collect();
        let mine = lists.into_iter().filter(|queue| turn.room.told.qualifies(agent, *queue));
        let active = active_tasks(turn.room);
        let mut queues: Vec<_> = mine.filter_map(|queue| board_queue(turn, queue, &active)).collect();
        queues.sort_by(|a, b| name(a).cmp(name(b)));
        Ok(ListFetchableResponse { queues })
    };
    state.engine.look(tenant, look).await
}

fn name(board: &contracts::routing_engine::BoardQueue) -> &str {
    board.queue.as_ref().map_or("", |queue| queue.name.as_str())
}
