//! The agent leaves: wrap-up if the queue has one, else the task closes.

use contracts::routing_engine::{LeaveTaskRequest, LeaveTaskResponse};
use ids::TenantId;
use routing_core::{CloseReason, Command, Span, WrapUp};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;

pub(crate) async fn leave_task(state: &State, tenant: &TenantId, request: LeaveTaskRequest) -> Result<LeaveTaskResponse, Error> {
    let id = request.request_id.clone();
    let leave = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let wrap_up = if request.wrap_up { WrapUp::Queue } else { WrapUp::Channel(Span::ZERO) };
        turn.send(&Command::CloseMedia { task: parse_task(&request.task_id), agent, reason: CloseReason::Done, wrap_up })?;
        Ok(LeaveTaskResponse {})
    };
    state.engine.change(tenant, ("leave", &id), leave).await
}
