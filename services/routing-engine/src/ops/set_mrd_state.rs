//! The switch of one media routing domain.

use contracts::routing_engine::{SetMrdStateRequest, SetMrdStateResponse};
use ids::TenantId;
use routing_core::Command;

use super::set_agent_state::switch;
use crate::State;
use crate::catalogue::Mrd;
use crate::engine::Turn;
use crate::error::Error;
use crate::wire;

pub(crate) async fn set_mrd_state(state: &State, tenant: &TenantId, request: SetMrdStateRequest) -> Result<SetMrdStateResponse, Error> {
    let ready = wire::ready(&request.state)?;
    let id = request.request_id.clone();
    let set = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let mrd = Mrd::id(&request.mrd_id);
        let known = turn.room.told.agent_config(agent).is_some_and(|config| config.mrds.contains_key(&mrd));
        if !known {
            return Err(Error::NotFound { what: "media routing domain of the agent", id: request.mrd_id.clone() });
        }
        let changed = switch(turn, agent, &Command::AgentMrd { agent, mrd, ready, reason: None });
        Ok(SetMrdStateResponse { agent: turn.room.agent_view(agent), changed })
    };
    state.engine.change(tenant, ("mrd-state", &id), set).await
}
