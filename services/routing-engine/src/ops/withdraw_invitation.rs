//! An agent takes back what nobody has accepted: a consultation, a conference, or a transfer.

use contracts::routing_engine::{WithdrawInvitationRequest, WithdrawInvitationResponse};
use ids::TenantId;
use routing_core::{CloseReason, Command, Refusal, RequestId, RequestState, Withdraw};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;
use crate::key::key;

pub(crate) async fn withdraw_invitation(
    state: &State,
    tenant: &TenantId,
    request: WithdrawInvitationRequest,
) -> Result<WithdrawInvitationResponse, Error> {
    let id = request.request_id.clone();
    state.engine.change(tenant, ("withdraw", &id), move |turn| withdraw(turn, &request)).await
}

fn withdraw(turn: &mut Turn<'_>, wanted: &WithdrawInvitationRequest) -> Result<WithdrawInvitationResponse, Error> {
    let agent = turn.room.find_agent(&wanted.agent_id)?;
    let task = parse_task(&wanted.task_id);
    if turn.room.told.task(task).is_none_or(|facts| facts.agent != agent) {
        return Err(Refusal::UnknownTask.into());
    }
    let target = RequestId(key(&wanted.target_request_id));
    let Some(facts) = turn.room.told.request(target) else {
        // Over already, which is what the agent wants.
        return Ok(WithdrawInvitationResponse {});
    };
    if facts.transfer().is_none_or(|origin| origin.task != task) {
        return Err(Refusal::NotYours.into());
    }
    if matches!(facts.state, RequestState::Assigned(_)) {
        return Err(Refusal::AlreadyAssigned.into());
    }
    turn.send(&Command::Cancel { what: Withdraw::Request(target), reason: CloseReason::Cancelled })?;
    Ok(WithdrawInvitationResponse {})
}
