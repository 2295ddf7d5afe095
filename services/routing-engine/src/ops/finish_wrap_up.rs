//! Wrap-up is over before its time.

use contracts::routing_engine::{FinishWrapUpRequest, FinishWrapUpResponse};
use ids::TenantId;
use routing_core::{Command, WrapUpAnswer};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;

pub(crate) async fn finish_wrap_up(state: &State, tenant: &TenantId, request: FinishWrapUpRequest) -> Result<FinishWrapUpResponse, Error> {
    let id = request.request_id.clone();
    let finish = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let outcome = if request.applied { WrapUpAnswer::Applied } else { WrapUpAnswer::Skipped };
        turn.send(&Command::WrapUpDone { task: parse_task(&request.task_id), agent, outcome })?;
        Ok(FinishWrapUpResponse {})
    };
    state.engine.change(tenant, ("finish-wrap-up", &id), finish).await
}
