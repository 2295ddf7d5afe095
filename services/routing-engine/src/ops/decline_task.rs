//! The agent does not take the offer.

use contracts::routing_engine::{DeclineTaskRequest, DeclineTaskResponse};
use ids::TenantId;
use routing_core::{Command, ReasonId};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;
use crate::key::key;

pub(crate) async fn decline_task(state: &State, tenant: &TenantId, request: DeclineTaskRequest) -> Result<DeclineTaskResponse, Error> {
    let id = request.request_id.clone();
    let decline = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let reason = (!request.reason.is_empty()).then(|| ReasonId(key(&request.reason)));
        if let Some(reason) = reason {
            turn.keep_reason(reason, &request.reason)?;
        }
        turn.send(&Command::Decline { task: parse_task(&request.task_id), agent, reason })?;
        Ok(DeclineTaskResponse {})
    };
    state.engine.change(tenant, ("decline", &id), decline).await
}
