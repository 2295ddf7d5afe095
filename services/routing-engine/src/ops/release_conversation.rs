//! All agents leave a conversation: what waits or rings is withdrawn, and who works on it goes to wrap-up.

use contracts::routing_engine::{ReleaseConversationRequest, ReleaseConversationResponse};
use ids::TenantId;
use routing_core::{CloseReason, Command, ConversationId, Refusal, TaskState, Withdraw};

use super::leave_task::wrap_up;
use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;
use crate::wire;

pub(crate) async fn release_conversation(
    state: &State,
    tenant: &TenantId,
    request: ReleaseConversationRequest,
) -> Result<ReleaseConversationResponse, Error> {
    let reason = wire::close_reason(&request.reason_code)?;
    let id = request.request_id.clone();
    let release = move |turn: &mut Turn<'_>| release(turn, ConversationId(key(&request.conversation_id)), reason);
    state.engine.change(tenant, ("release", &id), release).await
}

fn release(turn: &mut Turn<'_>, conversation: ConversationId, reason: CloseReason) -> Result<ReleaseConversationResponse, Error> {
    use CloseReason::{Cancelled, Done, ForceClosed, ResponseTimeout};
    // Nobody has done anything about a request that waits.
    let withdrawn = match reason {
        Done | Cancelled => Cancelled,
        ForceClosed | ResponseTimeout => reason,
        _ => return Err(Refusal::BadReason.into()),
    };
    turn.send(&Command::Cancel { what: Withdraw::Conversation(conversation), reason: withdrawn })?;
    let active = turn.room.told.tasks_in(conversation).into_iter().filter(|task| matches!(task.state, TaskState::Active));
    let active: Vec<_> = active.map(|task| (task.id, task.agent)).collect();
    for (task, agent) in active {
        let wrap_up = wrap_up(turn, task);
        turn.send(&Command::CloseMedia { task, agent, reason, wrap_up })?;
    }
    Ok(ReleaseConversationResponse {})
}
