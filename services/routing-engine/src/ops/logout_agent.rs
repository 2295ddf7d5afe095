//! An agent leaves; open work is routed again.

use contracts::routing_engine::{LogoutAgentRequest, LogoutAgentResponse};
use ids::TenantId;
use routing_core::Command;

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn logout_agent(state: &State, tenant: &TenantId, request: LogoutAgentRequest) -> Result<LogoutAgentResponse, Error> {
    let id = request.request_id.clone();
    let logout = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let reason = turn.reason(&request.reason)?;
        turn.send(&Command::Logout { agent, reason })?;
        Ok(LogoutAgentResponse {})
    };
    state.engine.change(tenant, ("logout", &id), logout).await
}
