//! A customer's message: acknowledged once it is durable.

use contracts::ccm::ReceiveMessageRequest;
use contracts::cim::Header;
use errors::{Fault, Kind};
use runtime::sockets::Turn;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef};

use super::{admit, problem, reader};
use crate::State;
use crate::door::own;

/// Bytes of a body.
const MAX_BODY: usize = 65_536;

pub(super) async fn received(state: State, socket: SocketRef, (turn, ack): (Turn, AckSender), payload: Value) {
    turn.wait().await;
    let answer = match send(&state, &socket, &payload).await {
        Ok(seq) => json!({ "code": 200, "seq": seq }),
        Err(fault) => {
            metrics::counter!("web_channel_manager_errors_total", "code" => fault.code().to_owned()).increment(1);
            problem("MESSAGE_RECEIVED", &fault)
        }
    };
    // Without an acknowledgement the client sends the same id again.
    let _gone = ack.send(&answer);
}

async fn send(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<i64> {
    let identity = admit(state, socket, payload).await?;
    let malformed = |detail: &str| Fault::invalid("MALFORMED", detail);
    let id = payload["id"]
        .as_str()
        .filter(|id| !id.is_empty() && id.len() <= 128)
        .ok_or_else(|| malformed("a message needs an id of 1 to 128 bytes"))?;
    let body = payload.get("body").filter(|body| body["type"].is_string());
    let mut body = body.cloned().ok_or_else(|| malformed("a message needs a body with a type"))?;
    let reader = reader(socket)?;
    let named = (reader.session.conversation_id.as_str(), id);
    let file_id = state.files.attach(&own(&identity.tenant), named, &mut body).await?;
    let body = serde_json::to_vec(&body).map_err(Fault::internal)?;
    if body.len() > MAX_BODY {
        return Err(Fault::new(Kind::TooLarge, "TOO_LARGE", "a message has at most 64 kB"));
    }
    let text = |pointer: &str| payload.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    let header =
        Header { intent: text("/header/intent"), original_message_id: text("/header/originalMessageId"), file_id, ..Header::default() };
    let request = ReceiveMessageRequest { session_id: reader.session.id.clone(), id: id.to_owned(), header: Some(header), body_json: body };
    Ok(state.door.send(&identity.tenant, request).await?.seq)
}
