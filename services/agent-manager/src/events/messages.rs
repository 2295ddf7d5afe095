//! What an agent says, and the signs beside it.

use std::sync::Arc;

use contracts::cim::{Header, Sender, SenderType};
use contracts::conversation_manager::{Message, RaiseReceiptRequest, SignalRequest, change::Kind};
use errors::Fault;
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::Desk;

fn sender(desk: &Desk) -> Sender {
    Sender { id: desk.agent_id().to_owned(), r#type: SenderType::Agent.into(), name: desk.claims.name.clone() }
}

pub(super) async fn send(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = text(&payload, "conversationId")?;
    let id = text(&payload, "id")?;
    let name = text(&payload, "kind")?;
    if !matches!(name, "AGENT_MESSAGE" | "WHISPER_MESSAGE") {
        return Err(Fault::invalid("MALFORMED", "kind is AGENT_MESSAGE or WHISPER_MESSAGE"));
    }
    let header = Header {
        sender: Some(sender(&desk)),
        channel_session_id: payload["channelSessionId"].as_str().unwrap_or_default().to_owned(),
        timestamp_ms: state.clock.now(),
        ..Header::default()
    };
    let body_json = serde_json::to_vec(&payload["body"]).map_err(Fault::internal)?;
    let message = Message { name: name.to_owned(), id: id.to_owned(), header: Some(header), body_json };
    let appended = state.core.append(&desk.principal, conversation_id, id, Kind::Message(message)).await?;
    Ok(json!({ "seq": appended.seq, "duplicate": appended.duplicate }))
}

pub(super) async fn typing(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let conversation_id = followed(&desk, &payload)?;
    let name = if payload["state"] == "STARTED" { "TYPING_STARTED" } else { "TYPING_STOPPED" };
    let request = SignalRequest { conversation_id, name: name.to_owned(), sender: Some(sender(&desk)) };
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
