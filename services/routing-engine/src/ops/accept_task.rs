//! The agent takes the offer.

use contracts::routing_engine::{AcceptTaskRequest, AcceptTaskResponse};
use ids::TenantId;
use routing_core::Command;

use crate::State;
use crate::engine::parse_task;
use crate::error::Error;

pub(crate) async fn accept_task(state: &State, tenant: &TenantId, request: AcceptTaskRequest) -> Result<AcceptTaskResponse, Error> {
    let id = request.request_id.clone();
    let accept = move |turn: &mut crate::engine::Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let task = parse_task(&request.task_id);
        turn.send(&Command::Accept { task, agent })?;
        Ok(AcceptTaskResponse { task: turn.room.told.task(task).map(|facts| turn.room.task_view(facts)) })
    };
    state.engine.change(tenant, ("accept", &id), accept).await
}
