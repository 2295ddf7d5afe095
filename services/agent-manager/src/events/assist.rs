//! More than one agent in a conversation: advice, a third party, a supervisor who listens, whispers or joins in.

use std::sync::Arc;

use contracts::routing_engine::{ConvertConsultationRequest, InviteAgentRequest, JoinConversationRequest, WithdrawInvitationRequest};
use errors::{Fault, Kind};
use runtime::call;
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::Desk;
use crate::show;

/// The desk's own id of a request, so that a second click is the same request; else a new one.
fn request_id(payload: &Value) -> String {
    payload["requestId"].as_str().filter(|id| !id.is_empty()).map_or_else(ids::new_id, str::to_owned)
}

/// Asks a queue or a colleague for advice, or as a third party.
pub(super) async fn invite(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task = desk.working_task(text(&payload, "conversationId")?)?;
    let direction = match text(&payload, "kind")? {
        "CONSULT" => "CONSULT",
        "CONFERENCE" => "DIRECT_CONFERENCE",
        _ => return Err(Fault::invalid("MALFORMED", "kind is CONSULT or CONFERENCE")),
    };
    let given = |key: &str| payload[key].as_str().unwrap_or_default().to_owned();
    let request = InviteAgentRequest {
        request_id: request_id(&payload),
        agent_id: desk.agent_id().to_owned(),
        task_id: task.id,
        to_queue: given("toQueue"),
        to_agent_id: given("toAgentId"),
        note: given("note"),
        direction: direction.to_owned(),
    };
    let invited = state.core.routing().invite_agent(call(&desk.principal, request)).await?.into_inner().request.unwrap_or_default();
    Ok(json!({ "requestId": invited.id, "state": invited.state }))
}

/// Takes an invitation back that nobody has accepted yet.
pub(super) async fn withdraw(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task = desk.working_task(text(&payload, "conversationId")?)?;
    let target = text(&payload, "requestId")?.to_owned();
    let request = WithdrawInvitationRequest {
        request_id: format!("{target}:withdraw"),
        agent_id: desk.agent_id().to_owned(),
        task_id: task.id,
        target_request_id: target,
    };
    state.core.routing().withdraw_invitation(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

/// Makes a transfer or a conference of a consultation.
pub(super) async fn convert(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let task = desk.working_task(text(&payload, "conversationId")?)?;
    let consult_task_id = text(&payload, "consultTaskId")?.to_owned();
    let direction = match text(&payload, "to")? {
        "TRANSFER" => "CONSULT_TRANSFER",
        "CONFERENCE" => "CONSULT_CONFERENCE",
        _ => return Err(Fault::invalid("MALFORMED", "to is TRANSFER or CONFERENCE")),
    };
    let request = ConvertConsultationRequest {
        // A consultation becomes something else once.
        request_id: format!("{consult_task_id}:{direction}"),
        agent_id: desk.agent_id().to_owned(),
        task_id: task.id,
        consult_task_id,
        direction: direction.to_owned(),
    };
    state.core.routing().convert_consultation(call(&desk.principal, request)).await?;
    Ok(json!({}))
}

/// A supervisor enters a conversation in which an agent works.
pub(super) async fn join(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    if !desk.is_supervisor() {
        return Err(Fault::new(Kind::Forbidden, "ROLE_MISSING", "only supervisors join conversations"));
    }
    let conversation_id = text(&payload, "conversationId")?.to_owned();
    let direction = match text(&payload, "as")? {
        "MONITOR" => "SILENT_MONITOR",
        "WHISPER" => "WHISPER",
        "BARGE" => "BARGE_IN",
        _ => return Err(Fault::invalid("MALFORMED", "as is MONITOR, WHISPER or BARGE")),
    };
    let request = JoinConversationRequest {
        request_id: request_id(&payload),
        agent_id: desk.agent_id().to_owned(),
        conversation_id,
        direction: direction.to_owned(),
    };
    let task = state.core.routing().join_conversation(call(&desk.principal, request)).await?.into_inner().task.unwrap_or_default();
    Ok(json!({ "task": show::task(&task) }))
}
