//! What an agent says, and the signs beside it.

use std::sync::Arc;
use std::time::{Duration, Instant};

use contracts::cim::{Header, Sender, SenderType};
use contracts::conversation_manager::{AppendResponse, Message, RaiseReceiptRequest, SignalRequest, change::Kind};
use errors::Fault;
use serde_json::{Value, json};

use super::suggestions::Suggestion;
use super::text;
use crate::State;
use crate::desk::Desk;

/// How long the log may not have heard of a task that was accepted.
const UNHEARD: Duration = Duration::from_secs(3);
/// Bytes of an id.
const LONGEST_ID: usize = 128;
/// Pause before a message is tried again.
const AGAIN: Duration = Duration::from_millis(20);

pub(super) fn sender(desk: &Desk) -> Sender {
    Sender { id: desk.agent_id().to_owned(), r#type: SenderType::Agent.into(), name: desk.claims.name.clone() }
}

pub(super) async fn send(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = text(&payload, "conversationId")?;
    let id = text(&payload, "id")?;
    let name = text(&payload, "kind")?;
    if !matches!(name, "AGENT_MESSAGE" | "WHISPER_MESSAGE") {
        return Err(Fault::invalid("MALFORMED", "kind is AGENT_MESSAGE or WHISPER_MESSAGE"));
    }
    let suggestion = Suggestion::named(&state, &desk, &payload).await?;
    let original = named(&payload, "originalMessageId")?;
    let mut body = payload["body"].clone();
    let file_id = state.files.attach(&desk.principal, (conversation_id, id), &mut body).await?;
    let header = Header {
        sender: Some(sender(&desk)),
        file_id,
        channel_session_id: named(&payload, "channelSessionId")?,
        intent: if original.is_empty() { String::new() } else { "REPLY_TO".to_owned() },
        original_message_id: original,
        timestamp_ms: state.clock.now(),
        ..Header::default()
    };
    if let Some(suggestion) = suggestion {
        suggestion.used(&state, &desk, (id, &body)).await?;
    }
    let body_json = serde_json::to_vec(&body).map_err(Fault::internal)?;
    let message = Message { name: name.to_owned(), id: id.to_owned(), header: Some(header), body_json };
    let appended = speak(&state, &desk, conversation_id, (id, message)).await?;
    Ok(json!({ "seq": appended.seq, "duplicate": appended.duplicate }))
}

/// An id that may be left out.
fn named(payload: &Value, key: &'static str) -> errors::Result<String> {
    match &payload[key] {
        Value::Null => Ok(String::new()),
        Value::String(id) if id.len() <= LONGEST_ID && !id.contains('\0') => Ok(id.clone()),
        _ => Err(Fault::invalid("MALFORMED", format!("{key} is a text of at most {LONGEST_ID} bytes"))),
    }
}

/// An agent who has just accepted may write before the log has heard of it: the same message is tried again for a moment.
async fn speak(state: &State, desk: &Desk, conversation_id: &str, (id, message): (&str, Message)) -> errors::Result<AppendResponse> {
    let begun = Instant::now();
    loop {
        let refused = match state.core.append(&desk.principal, conversation_id, id, Kind::Message(message.clone())).await {
            Err(fault) if fault.code() == "NOT_A_PARTICIPANT" => fault,
            other => return other,
        };
        let accepted = desk.task(conversation_id).is_ok_and(|task| task.state == "ACTIVE");
        if !accepted || begun.elapsed() > UNHEARD {
            return Err(refused);
        }
        tokio::time::sleep(AGAIN).await;
    }
}

pub(super) async fn typing(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = followed(&desk, &payload)?;
    let name = if payload["state"] == "STARTED" { "TYPING_STARTED" } else { "TYPING_STOPPED" };
    let request = SignalRequest { conversation_id, name: name.to_owned(), sender: Some(sender(&desk)), draft: None };
    state.core.signal(&desk.principal, request).await?;
    Ok(json!({}))
}

pub(super) async fn receipt(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = followed(&desk, &payload)?;
    let number = |key: &str| payload[key].as_i64().unwrap_or_default().max(0);
    let request = RaiseReceiptRequest {
        conversation_id,
        recipient: desk.agent_id().to_owned(),
        delivered_seq: number("deliveredSeq"),
        read_seq: number("readSeq"),
        recipient_type: SenderType::Agent.into(),
    };
    state.core.raise_receipt(&desk.principal, request).await?;
    Ok(json!({}))
}

/// The payload's conversation, if the desk is in it.
fn followed(desk: &Desk, payload: &Value) -> errors::Result<String> {
    let id = text(payload, "conversationId")?;
    if desk.follows(id) { Ok(id.to_owned()) } else { Err(Fault::not_found("conversation", id)) }
}
