//! A client comes back: it gets exactly what it missed, then lives on.

use contracts::ccm::Session;
use errors::Fault;
use runtime::sockets::Turn;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef};

use super::{admit, chat, refuse};
use crate::State;
use crate::hub::Delivered;
use crate::identity::Identity;

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
    if let Err((ack, fault)) = resume(&state, &socket, &payload, ack).await {
        refuse(&socket, "CHAT_RESUMED", &fault);
        drop(
            ack.map(|ack| {
                ack.send(&json!({ "isChatAvailable": false, "data": null, "code": fault.kind().http(), "reason": fault.code() }))
            }),
        );
    }
}

/// Answers through the acknowledgement, or gives it back with what went wrong.
async fn resume(state: &State, socket: &SocketRef, payload: &Value, ack: AckSender) -> Result<(), (Option<AckSender>, Fault)> {
    let (identity, session) = match live(state, socket, payload).await {
        Ok(Some(live)) => live,
        Ok(None) => {
            drop(ack.send(&json!({ "isChatAvailable": false, "data": null })));
            return Ok(());
        }
        Err(fault) => return Err((Some(ack), fault)),
    };
    let last = payload["lastSeq"].as_i64().unwrap_or_default().max(0);
    let started = chat::started(&session);
    // Follow first, then read: what is committed in between is in one of the two.
    let reader = state.hub.attach(socket.clone(), identity.tenant, session, last);
    let answered = state.hub.catch_up(&reader, |rows: &[Delivered]| {
        let activities = rows.iter().map(|row| &*row.shown).collect();
        let seq = rows.last().map_or(last, |row| row.seq);
        // A client that is gone resumes again.
        let _gone = ack.send(&Resumed { is_chat_available: true, data: Data { session: started, activities, seq } });
    });
    answered.await.map_err(|fault| {
        state.hub.detach(socket);
        // The acknowledgement went with the closure: no answer means try again.
        (None, fault)
    })
}

/// The identity's live session, if this socket may have it.
async fn live(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<Option<(Identity, Session)>> {
    let identity = admit(state, socket, payload).await?;
    if !identity.trusted() {
        return Ok(None);
    }
    let session = state.door.session(&identity).await?.filter(|session| session.state == "STARTED");
    Ok(session.map(|session| (identity, session)))
}
