//! The agent leaves: wrap-up if the queue has one, else the task closes.

use contracts::routing_engine::{LeaveTaskRequest, LeaveTaskResponse};
use ids::TenantId;
use routing_core::{CloseReason, Command, Direction, Span, TaskId, WrapUp};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;

pub(crate) async fn leave_task(state: &State, tenant: &TenantId, request: LeaveTaskRequest) -> Result<LeaveTaskResponse, Error> {
    let id = request.request_id.clone();
    let leave = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let task = parse_task(&request.task_id);
        let wrap_up = if request.wrap_up { wrap_up(turn, task) } else { WrapUp::Channel(Span::ZERO) };
        turn.send(&Command::CloseMedia { task, agent, reason: CloseReason::Done, wrap_up })?;
        Ok(LeaveTaskResponse {})
    };
    state.engine.change(tenant, ("leave", &id), leave).await
}

/// The queue's, but for who only helped or listened: the customer's case is not theirs to write up.
pub(super) fn wrap_up(turn: &Turn<'_>, task: TaskId) -> WrapUp {
    let facts = turn.room.told.task(task).and_then(|facts| turn.room.told.request(facts.request));
    match facts.map(|request| request.direction) {
        Some(Direction::Consult | Direction::SilentMonitor | Direction::Whisper) => WrapUp::Channel(Span::ZERO),
        _ => WrapUp::Queue,
    }
}
