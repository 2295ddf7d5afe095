//! Events of a customer's socket, one handler a file.

mod chat;
mod message;
mod resume;
mod signals;
mod upload;

use errors::Fault;
use ids::{Trace, rfc3339};
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef, TryData};
use std::sync::Arc;

use crate::State;
use crate::hub::Reader;
use crate::identity::{Identity, token};
use runtime::sockets::{Turn, traced};

/// A socket was let in: tells it its token.
pub(crate) async fn connected(state: State, socket: SocketRef) {
    let Some(identity) = socket.extensions.get::<Identity>() else { return };
    if identity.proven {
        match token(&state, &identity) {
            Ok((token, exp)) => {
                // A socket that is gone asks again.
                let _gone = socket.emit("AUTHENTICATED", &json!({ "token": token, "expiresAt": rfc3339(exp * 1000) }));
            }
            Err(fault) => tracing::error!(error = fault.chain(), "no token could be signed"),
        }
    }
    metrics::gauge!("web_channel_manager_sockets").increment(1.0);
    // The handler is a future for the sake of the server's interface.
    std::future::ready(()).await;
}

/// Listens to a socket's events. Before it hears that it is connected: its first event may come right behind.
pub(crate) fn listen(state: &State, socket: &SocketRef) {
    let s = state.clone();
    socket.on("CHAT_REQUESTED", move |socket: SocketRef, turn: Turn, TryData(data): TryData<Value>| {
        traced("CHAT_REQUESTED", chat::requested(s.clone(), socket, turn, data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("MESSAGE_RECEIVED", move |socket: SocketRef, turn: Turn, ack: AckSender, TryData(data): TryData<Value>| {
        traced("MESSAGE_RECEIVED", message::received(s.clone(), socket, (turn, ack), data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("CHAT_RESUMED", move |socket: SocketRef, turn: Turn, ack: AckSender, TryData(data): TryData<Value>| {
        traced("CHAT_RESUMED", resume::resumed(s.clone(), socket, (turn, ack), data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("CHAT_ENDED", move |socket: SocketRef, turn: Turn, TryData(data): TryData<Value>| {
        traced("CHAT_ENDED", chat::ended(s.clone(), socket, turn, data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("TYPING", move |socket: SocketRef, TryData(data): TryData<Value>| {
        traced("TYPING", signals::typing(s.clone(), socket, data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("RECEIPT", move |socket: SocketRef, ack: AckSender, TryData(data): TryData<Value>| {
        traced("RECEIPT", signals::receipt(s.clone(), socket, ack, data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on("UPLOAD_REQUESTED", move |socket: SocketRef, ack: AckSender, TryData(data): TryData<Value>| {
        traced("UPLOAD_REQUESTED", upload::requested(s.clone(), socket, ack, data.unwrap_or_default()))
    });
    let s = state.clone();
    socket.on_disconnect(async move |socket: SocketRef| {
        s.hub.detach(&socket);
        metrics::gauge!("web_channel_manager_sockets").decrement(1.0);
    });
    socket.on_fallback(async |socket: SocketRef| {
        refuse(&socket, "unknown", &Fault::invalid("UNKNOWN_EVENT", "there is no such event"));
    });
}

/// The socket's identity, within the rate limits and as the payload names it.
async fn admit(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<Identity> {
    let identity = socket.extensions.get::<Identity>().ok_or_else(|| Fault::internal("a socket without identity"))?;
    if !state.rates.allow(&identity.customer, identity.address).await {
        return Err(Fault::new(errors::Kind::Exhausted, "TOO_FAST", "too many events: slow down"));
    }
    let data = payload.pointer("/header/channelData").unwrap_or(payload);
    let another = |key: &str, own: &str| data.get(key).and_then(Value::as_str).is_some_and(|named| named != own);
    if another("channelCustomerIdentifier", &identity.customer) || another("serviceIdentifier", &identity.service) {
        return Err(Fault::new(errors::Kind::Forbidden, "ANOTHER_IDENTITY", "the payload names another customer or service"));
    }
    Ok(identity)
}

/// The session this socket follows.
fn reader(socket: &SocketRef) -> errors::Result<Arc<Reader>> {
    let reader = socket.extensions.get::<Arc<Reader>>();
    reader.ok_or_else(|| Fault::new(errors::Kind::Conflict, "NO_SESSION", "no chat is live on this socket"))
}

/// `ERRORS {code, task, reason}`.
fn refuse(socket: &SocketRef, task: &str, fault: &Fault) {
    metrics::counter!("web_channel_manager_errors_total", "code" => fault.code().to_owned()).increment(1);
    // A socket that is gone needs no answer.
    let _gone = socket.emit("ERRORS", &problem(task, fault));
}

fn problem(task: &str, fault: &Fault) -> Value {
    if fault.kind() == errors::Kind::Internal {
        tracing::error!(error = fault.chain(), task, "an event failed");
    }
    json!({ "code": fault.kind().http(), "task": task, "reason": fault.code(), "detail": fault.detail(), "traceId": Trace::current().map(|trace| trace.id()) })
}
