//! The core's objects as a desk gets them: `PROTOCOL.md`, as JSON.

use std::sync::Arc;

use contracts::cim::{Activity, SenderType};
use contracts::conversation_manager::{Conversation, Participant, Receipt, SessionView};
use contracts::routing_engine::{Agent, Task};
use ids::{Ms, rfc3339};
use runtime::files::Links;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::desk::{Desk, Shown};

fn time(at: Ms) -> Option<String> {
    (at > 0).then(|| rfc3339(at))
}

fn optional(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

pub(crate) fn sender_type(number: i32) -> &'static str {
    match SenderType::try_from(number).unwrap_or_default() {
        SenderType::Customer => "CUSTOMER",
        SenderType::Agent => "AGENT",
        SenderType::Bot => "BOT",
        SenderType::App => "APP",
        SenderType::Connector => "CONNECTOR",
        SenderType::System | SenderType::Unspecified => "SYSTEM",
    }
}

pub(crate) fn presence(agent: &Agent) -> Value {
    let mrds: Vec<_> = agent
        .mrds
        .iter()
        .map(|mrd| json!({ "mrdId": mrd.mrd_id, "name": mrd.name, "state": mrd.state, "reason": optional(&mrd.reason), "load": mrd.load, "max": mrd.max, "since": time(mrd.since_ms) }))
        .collect();
    json!({ "agentId": agent.id, "state": agent.state, "reason": optional(&agent.reason), "stateSince": time(agent.state_since_ms), "mrds": mrds })
}

pub(crate) fn task(task: &Task) -> Value {
    let card = task.card.clone().unwrap_or_default();
    // On a customer's own request these are the bot's id and reason code: in the log for whoever asks, of no use on a card.
    let handed_over = task.direction != "INBOUND";
    json!({
        "id": task.id,
        "requestId": task.request_id,
        "conversationId": task.conversation_id,
        "state": task.state,
        "reasonCode": optional(&task.reason_code),
        "queueId": task.queue_id,
        "queueName": task.queue_name,
        "mrdId": task.mrd_id,
        "direction": task.direction,
        "enqueuedAt": time(task.enqueued_at_ms),
        "offeredAt": time(task.offered_at_ms),
        "deadline": time(task.deadline_ms),
        "epoch": task.epoch,
        "transferring": task.transferring,
        "customerId": card.customer_id,
        "customerName": card.customer_name,
        "customerKnown": card.customer_known,
        "channelType": card.channel_type,
        "channelName": card.channel_name,
        "channelSessionId": card.channel_session_id,
        "note": optional(&card.note).filter(|_| handed_over),
        "requestedBy": optional(&card.requested_by_name).or_else(|| optional(&card.requested_by)).filter(|_| handed_over),
    })
}

pub(crate) fn conversation(head: &Conversation) -> Value {
    let data: Value = serde_json::from_slice(&head.data_json).unwrap_or_else(|_| json!({}));
    json!({
        "id": head.id,
        "customerId": head.customer_id,
        "state": head.state,
        "participants": head.participants.iter().map(participant).collect::<Vec<_>>(),
        "sessions": head.sessions.iter().map(session).collect::<Vec<_>>(),
        "data": data,
        "lastSeq": head.last_seq,
        "createdAt": time(head.created_at_ms),
        "endedAt": time(head.ended_at_ms),
        "holdUntil": time(head.hold_until_ms),
        "preview": head.preview,
    })
}

fn participant(participant: &Participant) -> Value {
    json!({
        "id": participant.id,
        "type": sender_type(participant.r#type),
        "name": participant.name,
        "role": participant.role,
        "active": participant.active,
        "joinedAt": time(participant.joined_at_ms),
        "taskId": optional(&participant.task_id),
        "wrapUpUntil": time(participant.wrap_up_until_ms),
    })
}

fn session(view: &SessionView) -> Value {
    let session = view.session.clone().unwrap_or_default();
    let data: Value = serde_json::from_slice(&session.data_json).unwrap_or_else(|_| json!({}));
    json!({
        "id": session.id,
        "channelName": session.channel_name,
        "channelType": session.channel_type,
        "serviceIdentifier": session.service_identifier,
        "active": view.active,
        "reasonCode": optional(&view.reason_code),
        "startedAt": time(view.started_at_ms),
        "data": data,
    })
}

pub(crate) fn receipt(receipt: &Receipt) -> Value {
    json!({
        "recipient": receipt.recipient,
        "recipientType": sender_type(receipt.recipient_type),
        "deliveredSeq": receipt.delivered_seq,
        "readSeq": receipt.read_seq,
    })
}

/// Whose copy of a row it is: links to files are the viewer's own.
#[derive(Clone, Copy)]
pub(crate) struct Viewer<'a> {
    pub(crate) links: &'a Links,
    pub(crate) desk: &'a Desk,
}

pub(crate) fn activity(activity: &Activity, viewer: Viewer<'_>) -> Value {
    let header = activity.header.clone().unwrap_or_default();
    let sender = header.sender.unwrap_or_default();
    json!({
        "id": activity.id,
        "conversationId": activity.conversation_id,
        "seq": activity.seq,
        "prev": activity.seq - 1,
        "name": activity.name,
        "at": rfc3339(activity.at_ms),
        "header": {
            "sender": { "id": sender.id, "type": sender_type(sender.r#type), "senderName": sender.name },
            "channelSessionId": optional(&header.channel_session_id),
            "intent": if header.intent.is_empty() { "NONE" } else { &header.intent },
            "originalMessageId": optional(&header.original_message_id),
        },
        "body": body(activity, viewer),
    })
}

/// Whether the row differs from viewer to viewer.
pub(crate) fn is_personal(activity: &Activity) -> bool {
    activity.header.as_ref().is_some_and(|header| !header.file_id.is_empty())
}

pub(crate) fn shown(row: &Activity, viewer: Viewer<'_>) -> Shown {
    let text = activity(row, viewer).to_string();
    RawValue::from_string(text).map_or_else(|_| Arc::from(RawValue::NULL.to_owned()), Arc::from)
}

fn body(activity: &Activity, viewer: Viewer<'_>) -> Value {
    if activity.erased {
        return json!({ "type": "PLAIN", "markdownText": "" });
    }
    let mut body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let file_id = activity.header.as_ref().map_or("", |header| header.file_id.as_str());
    viewer.links.dress(&viewer.desk.principal.tenant, (file_id, viewer.desk.agent_id()), &mut body);
    body
}
