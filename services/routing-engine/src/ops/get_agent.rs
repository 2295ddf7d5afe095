//! An agent with its media routing domains, open tasks and their cards.

use contracts::routing_engine::{Agent, GetAgentRequest, GetAgentResponse};
use ids::TenantId;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn get_agent(state: &State, tenant: &TenantId, request: GetAgentRequest) -> Result<GetAgentResponse, Error> {
    let look = move |turn: &mut Turn<'_>| view(turn, &request.agent_id);
    Ok(GetAgentResponse { agent: Some(state.engine.look(tenant, look).await?) })
}

/// The agent of that id as it is in this turn.
pub(crate) fn view(turn: &Turn<'_>, id: &str) -> Result<Agent, Error> {
    let agent = turn.room.find_agent(id)?;
    turn.room.agent_view(agent).ok_or_else(|| Error::NotFound { what: "agent", id: id.to_owned() })
}
