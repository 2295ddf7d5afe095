//! A consultation becomes a transfer or a conference.

use contracts::routing_engine::{ConvertConsultationRequest, ConvertConsultationResponse};
use ids::TenantId;
use routing_core::{Command, Direction};

use crate::State;
use crate::engine::{Turn, parse_task};
use crate::error::Error;
use crate::wire;

pub(crate) async fn convert_consultation(
    state: &State,
    tenant: &TenantId,
    request: ConvertConsultationRequest,
) -> Result<ConvertConsultationResponse, Error> {
    let direction = if request.direction.is_empty() { Direction::ConsultTransfer } else { wire::direction(&request.direction)? };
    let id = request.request_id.clone();
    let convert = move |turn: &mut Turn<'_>| {
        let agent = turn.room.find_agent(&request.agent_id)?;
        let (task, consult) = (parse_task(&request.task_id), parse_task(&request.consult_task_id));
        turn.send(&Command::Convert { task, agent, consult, direction })?;
        Ok(ConvertConsultationResponse {})
    };
    state.engine.change(tenant, ("convert", &id), convert).await
}
