//! What is asked of conversation-manager besides appending.

use std::collections::HashMap;

use contracts::cim::{Activity, SenderType};
use contracts::conversation_manager::{Conversation, GetConversationRequest, ReadActivitiesRequest, TaskChange, View};
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
    Ok(lines(&answer.into_inner().activities))
}

/// What was said, with its newest words and without what was deleted.
fn lines(rows: &[Activity]) -> Vec<Line> {
    let changed: HashMap<_, _> = rows.iter().filter(|row| row.name == "CUSTOMER_MESSAGE").filter_map(wire::changed).collect();
    let said = |row: &Activity| {
        let is_message = row.name.ends_with("_MESSAGE");
        let customer = row.name == "CUSTOMER_MESSAGE";
        let text = wire::said(row).filter(|_| is_message)?;
        match changed.get(row.id.as_str()) {
            Some(newest) if customer => newest.clone().map(|text| Line { customer, text }),
            _ => Some(Line { customer, text }),
        }
    };
    rows.iter().filter_map(said).collect()
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
        "agentRequest": conversation.request.as_ref().map(asked_for), "lastAgent": last_agent(conversation),
    })
}

/// Whom the customer spoke to last: `FIND_AGENT` may name them.
fn last_agent(conversation: &Conversation) -> Option<Value> {
    let id = Some(&conversation.last_agent_id).filter(|id| !id.is_empty())?;
    Some(json!({"id": id, "name": conversation.last_agent_name}))
}

/// The agent who is looked for: how far that is, and how long it will take.
fn asked_for(request: &TaskChange) -> Value {
    let wait = request.estimate.as_ref();
    json!({
        "id": request.request_id, "state": request.state, "queueId": request.queue_id, "queueName": request.queue_name,
        "direction": request.direction, "position": (request.position > 0).then_some(request.position),
        "estimatedWait": wait.map(|wait| json!({"lowMs": wait.low_ms, "likelyMs": wait.likely_ms, "highMs": wait.high_ms})),
    })
}

#[cfg(test)]
mod tests {
    use contracts::cim::Header;

    use super::*;

    #[test]
    fn a_model_is_shown_newest_words_and_nothing_that_was_deleted() {
        let row = |id: &str, name: &str, of: &str, body: Value| Activity {
            id: id.to_owned(),
            name: name.to_owned(),
            header: Some(Header { original_message_id: of.to_owned(), ..Header::default() }),
            body_json: body.to_string().into_bytes(),
            ..Activity::default()
        };
        let plain = |text: &str| json!({"type": "PLAIN", "markdownText": text});
        let rows = [
            row("1", "CUSTOMER_MESSAGE", "", plain("helo")),
            row("2", "CUSTOMER_MESSAGE", "", plain("my card is 4111")),
            row("3", "BOT_MESSAGE", "", plain("good day")),
            row("4", "CUSTOMER_MESSAGE", "1", json!({"type": "CUSTOM", "markdownText": "hello", "jsonNode": {"kind": "edited"}})),
            row("5", "CUSTOMER_MESSAGE", "2", json!({"type": "DELETEDNOTIFICATION"})),
            // Somebody else's words are not theirs to take away.
            row("6", "CUSTOMER_MESSAGE", "3", json!({"type": "DELETEDNOTIFICATION"})),
        ];
        let shown: Vec<_> = lines(&rows).into_iter().map(|line| (line.customer, line.text)).collect();
        assert_eq!(shown, [(true, "hello".to_owned()), (false, "good day".to_owned())]);
    }
}
