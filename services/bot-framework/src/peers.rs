//! What is asked of conversation-manager besides appending.

use contracts::cim::{Activity, SenderType};
use contracts::conversation_manager::{Conversation, GetConversationRequest, ReadActivitiesRequest, View};
use errors::Fault;
use ids::{Principal, TenantId};
use serde_json::{Value, json};

use crate::domain::outside::Line;
use crate::{NAME, State, wire};

/// Rows that are looked at for what was said before.
const HISTORY: i32 = 40;

/// What was said before a row, oldest first.
pub(crate) async fn history(state: &State, tenant: &TenantId, before: &Activity) -> errors::Result<Vec<Line>> {
    let principal = Principal::service(tenant.clone(), NAME);
    let request = ReadActivitiesRequest {
        conversation_id: before.conversation_id.clone(),
        view: View::Customer.into(),
        before_seq: before.seq,
        limit: HISTORY,
        ..ReadActivitiesRequest::default()
    };
    let answer = state.conversations.clone().read_activities(runtime::call(&principal, request)).await.map_err(Fault::from)?;
    let said = |row: &Activity| {
        let is_message = row.name.ends_with("_MESSAGE");
        let text = wire::said(row).filter(|text| is_message && !text.trim().is_empty())?;
        Some(Line { customer: row.name == "CUSTOMER_MESSAGE", text })
    };
    Ok(answer.into_inner().activities.iter().filter_map(said).collect())
}

/// The newest rows before one, oldest first, as agents see them.
pub(crate) async fn before(state: &State, tenant: &TenantId, row: &Activity) -> errors::Result<Vec<Activity>> {
    let principal = Principal::service(tenant.clone(), NAME);
    let request = ReadActivitiesRequest {
        conversation_id: row.conversation_id.clone(),
        view: View::Agent.into(),
        before_seq: row.seq,
        limit: HISTORY,
        ..ReadActivitiesRequest::default()
    };
    let answer = state.conversations.clone().read_activities(runtime::call(&principal, request)).await.map_err(Fault::from)?;
    Ok(answer.into_inner().activities)
}

/// The conversation as webhooks are shown it.
pub(crate) async fn conversation(state: &State, tenant: &TenantId, id: &str) -> errors::Result<Value> {
    let principal = Principal::service(tenant.clone(), NAME);
    let request = GetConversationRequest { conversation_id: id.to_owned() };
    match state.conversations.clone().get_conversation(runtime::call(&principal, request)).await.map_err(Fault::from) {
        Ok(answer) => Ok(answer.into_inner().conversation.map_or(Value::Null, |conversation| shown(&conversation))),
        // Gone meanwhile: what the bot says will be refused by the log.
        Err(fault) if fault.code() == "NOT_FOUND" => Ok(json!({"conversationId": id})),
        Err(fault) => Err(fault),
    }
}

fn shown(conversation: &Conversation) -> Value {
    let data: Value = serde_json::from_slice(&conversation.data_json).unwrap_or_default();
    let sessions = conversation.sessions.iter().filter_map(|view| {
        let session = view.session.as_ref()?;
        Some(json!({
            "id": session.id, "channelId": session.channel_id, "channelName": session.channel_name, "channelType": session.channel_type,
            "serviceIdentifier": session.service_identifier, "active": view.active,
        }))
    });
    let participants = conversation.participants.iter().filter(|participant| participant.active).map(|participant| {
        let kind = match participant.r#type() {
            SenderType::Customer => "CUSTOMER",
            SenderType::Agent => "AGENT",
            SenderType::Bot => "BOT",
            _ => "SYSTEM",
        };
        json!({"id": participant.id, "type": kind, "name": participant.name, "role": participant.role})
    });
    json!({
        "conversationId": conversation.id, "customerId": conversation.customer_id, "state": conversation.state, "conversationData": data,
        "channelSessions": sessions.collect::<Vec<_>>(), "participants": participants.collect::<Vec<_>>(),
    })
}
