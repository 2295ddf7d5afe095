//! The global switch. What the state table refuses is an answer, not an error: the desk flips its switch back.

use contracts::routing_engine::{SetAgentStateRequest, SetAgentStateResponse};
use ids::TenantId;
use routing_core::{AgentId, Answer, Command};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::wire;

pub(crate) async fn set_agent_state(
    state: &State,
    tenant: &TenantId,
    request: SetAgentStateRequest,
) -> Result<SetAgentStateResponse, Error> {
    let ready = wire::ready(&request.state)?;
    let id = request.request_id.clone();
    let set = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let reason = turn.reason(&request.reason)?;
        let changed = switch(turn, agent, &Command::AgentGlobal { agent, ready, reason });
        Ok(SetAgentStateResponse { agent: turn.room.agent_view(agent), changed })
    };
    state.engine.change(tenant, ("agent-state", &id), set).await
}

/// Whether a switch moved; if not, that is reported.
pub(crate) fn switch(turn: &mut Turn<'_>, agent: AgentId, command: &Command) -> bool {
    let changed = turn.step(command) == Answer::Done;
    if !changed {
        turn.tell_agent(agent, false);
    }
    changed
}
