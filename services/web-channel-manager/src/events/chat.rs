//! A chat begins and ends.

use std::collections::HashMap;

use contracts::ccm::Session;
use errors::{Fault, Kind};
use runtime::sockets::Turn;
use serde_json::{Value, json};
use socketioxide::extract::SocketRef;

use super::{admit, reader, refuse};
use crate::State;

/// Bytes of the data a page may give about itself.
const MAX_DATA: usize = 16_384;

pub(super) async fn requested(state: State, socket: SocketRef, turn: Turn, payload: Value) {
    turn.wait().await;
    if let Err(fault) = start(&state, &socket, &payload).await {
        refuse(&socket, "CHAT_REQUESTED", &fault);
    }
}

async fn start(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<()> {
    let identity = admit(state, socket, payload).await?;
    if !identity.trusted() {
        return Err(Fault::new(Kind::Unauthenticated, "TOKEN_NEEDED", "this identity is in use: bring its token"));
    }
    let data = web_channel_data(payload);
    let bytes = data.to_string().into_bytes();
    if bytes.len() > MAX_DATA {
        return Err(Fault::new(Kind::TooLarge, "TOO_LARGE", "the data of the page is too large"));
    }
    let session = state.door.start(&identity, bytes, attributes(&data)).await?;
    // A second request on the same socket changes nothing but is answered.
    let known = reader(socket).is_ok_and(|reader| reader.session.id == session.id);
    let _gone = socket.emit("CHANNEL_SESSION_STARTED", &started(&session));
    if !known {
        let reader = state.hub.attach(socket.clone(), identity.tenant, session, 0);
        state.hub.fill(reader);
    }
    Ok(())
}

pub(super) async fn ended(state: State, socket: SocketRef, turn: Turn, payload: Value) {
    turn.wait().await;
    let done = async {
        admit(&state, &socket, &payload).await?;
        let reader = reader(&socket)?;
        state.door.end(&reader.tenant, &reader.session.id).await
    };
    match done.await {
        // The log's own row tells every tab, this one included.
        Ok(()) => {}
        Err(fault) if fault.code() == "NO_SESSION" => state.hub.end(&socket, "CHANNEL_SESSION_ENDED", "CUSTOMER"),
        Err(fault) => refuse(&socket, "CHAT_ENDED", &fault),
    }
}

pub(super) fn started(session: &Session) -> Value {
    json!({
        "id": session.id,
        "header": {
            "channelSessionId": session.id,
            "conversationId": session.conversation_id,
            "customer": { "id": session.customer_id, "firstName": session.customer_name },
            "channelData": { "channelCustomerIdentifier": session.channel_customer_identifier, "serviceIdentifier": session.service_identifier },
        },
        "body": { "type": "NOTIFICATION", "notificationType": "CHANNEL_SESSION_STARTED" },
    })
}

fn web_channel_data(payload: &Value) -> Value {
    let attributes = payload.get("additionalAttributes").and_then(Value::as_array);
    let found = attributes.and_then(|all| all.iter().find(|attribute| attribute["key"] == "WebChannelData"));
    found.map(|attribute| attribute["value"].clone()).unwrap_or_default()
}

/// What the pre-chat form says of the customer.
fn attributes(data: &Value) -> HashMap<String, String> {
    let given = data.pointer("/formData/attributes").and_then(Value::as_array).into_iter().flatten();
    let pair = |attribute: &Value| {
        let (key, value) = (attribute["key"].as_str()?, attribute["value"].as_str()?.trim());
        (!value.is_empty() && key.len() <= 50 && value.len() <= 500).then(|| (key.to_owned(), value.to_owned()))
    };
    given.filter_map(pair).take(50).collect()
}
