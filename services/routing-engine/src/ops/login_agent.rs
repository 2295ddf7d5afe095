//! A desk signs in, or takes the session over from another desk of the same agent.

use contracts::routing_engine::{LoginAgentRequest, LoginAgentResponse};
use ids::TenantId;
use routing_core::Command;

use super::get_agent::view;
use crate::State;
use crate::engine::Turn;
use crate::error::Error;

/// An agent who is not known yet is made known, in every media routing domain.
pub(crate) async fn login_agent(state: &State, tenant: &TenantId, request: LoginAgentRequest) -> errors::Result<LoginAgentResponse> {
    if request.agent_id.is_empty() || request.agent_id.len() > 64 {
        return Err(Error::Malformed { field: "agent_id", problem: "has no or more than 64 bytes" }.into());
    }
    if request.session_id.is_empty() || request.session_id.len() > 128 {
        return Err(Error::Malformed { field: "session_id", problem: "has no or more than 128 bytes" }.into());
    }
    let engine = &state.engine;
    engine.catalogue().enrol(&engine.own(tenant), &request.agent_id, &request.agent_name).await?;
    let agent = engine.look(tenant, move |turn| login(turn, &request)).await?;
    Ok(LoginAgentResponse { agent: Some(agent) })
}

/// A new session has the next number; a repetition of the present one is only its presence.
fn login(turn: &mut Turn<'_>, request: &LoginAgentRequest) -> Result<contracts::routing_engine::Agent, Error> {
    let agent = turn.room.find_agent(&request.agent_id)?;
    let note = turn.note(agent, &request.agent_id);
    if note.session_id != request.session_id {
        note.session_id.clone_from(&request.session_id);
        note.session += 1;
    }
    let session = note.session;
    for (kept, given) in [(&mut note.name, &request.agent_name), (&mut note.team, &request.team)] {
        if !given.is_empty() {
            kept.clone_from(given);
        }
    }
    turn.send(&Command::Login { agent, session })?;
    view(turn, &request.agent_id)
}
