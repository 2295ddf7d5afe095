//! A client comes back: it gets exactly what it missed, then lives on.

use runtime::sockets::Turn;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef};

use super::{admit, chat, refuse};
use crate::State;
use crate::hub::Delivered;

#[derive(serde::Serialize)]
struct Resumed<'a> {
    #[serde(rename = "isChatAvailable")]
    is_chat_available: bool,
    data: Data<'a>,
}

#[derive(serde::Serialize)]
struct Data<'a> {
    session: Value,
    activities: Vec<&'a RawValue>,
    seq: i64,
}

pub(super) async fn resumed(state: State, socket: SocketRef, (turn, ack): (Turn, AckSender), payload: Value) {
    turn.wait().await;
    match resume(&state, &socket, &payload).await {
        Ok(Some((session, rows, seq))) => {
            let activities = rows.iter().map(|row| &*row.shown).collect();
            // A client that is gone resumes again.
            let _gone = ack.send(&Resumed { is_chat_available: true, data: Data { session, activities, seq } });
        }
        Ok(None) => drop(ack.send(&json!({ "isChatAvailable": false, "data": null }))),
        Err(fault) => {
            refuse(&socket, "CHAT_RESUMED", &fault);
            drop(ack.send(&json!({ "isChatAvailable": false, "data": null, "code": fault.kind().http(), "reason": fault.code() })));
        }
    }
}

async fn resume(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<Option<(Value, Vec<Delivered>, i64)>> {
    let identity = admit(state, socket, payload)?;
    if !identity.trusted() {
        return Ok(None);
    }
    let Some(session) = state.door.session(&identity).await?.filter(|session| session.state == "STARTED") else { return Ok(None) };
    let last = payload["lastSeq"].as_i64().unwrap_or_default().max(0);
    let started = chat::started(&session);
    // Follow first, then read: what is committed in between is in one of the two.
    let reader = state.hub.attach(socket.clone(), identity.tenant, session, last);
    match state.hub.catch_up(&reader).await {
        Ok(rows) => Ok(Some((started, rows, reader.last()))),
        Err(fault) => {
            state.hub.detach(socket);
            Err(fault)
        }
    }
}
