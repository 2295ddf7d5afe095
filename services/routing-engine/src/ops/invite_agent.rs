//! An agent asks for advice or for a third party, and keeps the task whatever becomes of it.

use contracts::routing_engine::{InviteAgentRequest, InviteAgentResponse, TransferTaskRequest};
use ids::TenantId;
use routing_core::{Command, Direction};

use super::transfer_task::send;
use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::wire;

pub(crate) async fn invite_agent(state: &State, tenant: &TenantId, request: InviteAgentRequest) -> Result<InviteAgentResponse, Error> {
    if request.to_queue.is_empty() == request.to_agent_id.is_empty() {
        return Err(Error::Malformed { field: "to_queue", problem: "needs either a queue or an agent" });
    }
    if request.note.len() > 4_096 {
        return Err(Error::Malformed { field: "note", problem: "has more than 4096 bytes" });
    }
    let direction = if request.direction.is_empty() { Direction::Consult } else { wire::direction(&request.direction)? };
    let id = request.request_id.clone();
    let invite = move |turn: &mut Turn<'_>| invite(turn, request, direction);
    state.engine.change(tenant, ("invite", &id), invite).await
}

fn invite(turn: &mut Turn<'_>, wanted: InviteAgentRequest, direction: Direction) -> Result<InviteAgentResponse, Error> {
    let asked = TransferTaskRequest {
        request_id: wanted.request_id,
        agent_id: wanted.agent_id,
        task_id: wanted.task_id,
        to_queue: wanted.to_queue,
        to_agent_id: wanted.to_agent_id,
        note: wanted.note,
    };
    let request = send(turn, asked, |invitation| Command::Invite { invitation, direction })?;
    Ok(InviteAgentResponse { request: Some(request) })
}
