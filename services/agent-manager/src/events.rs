//! Events of a desk's socket. Every one is acknowledged: `{code: 200, …}`, or `{code, error, detail, traceId}`.

mod assist;
mod board;
mod conversations;
mod files;
mod lists;
mod messages;
mod presence;
mod suggestions;
mod tasks;

use std::future::Future;
use std::sync::Arc;

use errors::{Fault, Kind};
use ids::Trace;
use runtime::sockets::{Turn, traced};
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef, TryData};

use crate::State;
use crate::desk::Desk;

/// A desk was let in.
pub(crate) async fn connected(state: State, socket: SocketRef) {
    let Some(desk) = socket.extensions.get::<Arc<Desk>>() else { return };
    if let Err(fault) = presence::sign_in(&state, &desk).await {
        tracing::warn!(error = fault.chain(), "a desk could not sign in");
        let _gone = socket.emit("errors", &json!({ "code": fault.kind().http(), "task": "connect", "reason": fault.code() }));
        // It comes back after a moment.
        let _closed = socket.disconnect();
    }
}

/// Listens to a desk's events. Before it hears that it is connected: its first event may come right behind.
pub(crate) fn listen(state: &State, socket: &SocketRef) {
    on(state, socket, "changeAgentState", presence::change_state);
    on(state, socket, "acceptTask", tasks::accept);
    on(state, socket, "declineTask", tasks::decline);
    on(state, socket, "leaveConversation", tasks::leave);
    on(state, socket, "finishWrapUp", tasks::finish_wrap_up);
    on(state, socket, "applyWrapUp", tasks::apply_wrap_up);
    on(state, socket, "transfer", tasks::transfer);
    on(state, socket, "listQueues", tasks::list_queues);
    on(state, socket, "sendMessage", messages::send);
    on(state, socket, "ignoreSuggestion", suggestions::ignore);
    on(state, socket, "openUpload", files::open_upload);
    on(state, socket, "typing", messages::typing);
    on(state, socket, "receipt", messages::receipt);
    on(state, socket, "read", conversations::read);
    on(state, socket, "open", conversations::open);
    on(state, socket, "pastConversations", conversations::past);
    on(state, socket, "pauseConversation", conversations::pause);
    on(state, socket, "resumeConversation", conversations::resume);
    on(state, socket, "setConversationData", conversations::set_data);
    on(state, socket, "watchBoard", board::watch);
    on(state, socket, "watchLists", lists::watch);
    on(state, socket, "fetchRequest", lists::fetch);
    on(state, socket, "invite", assist::invite);
    on(state, socket, "withdrawInvitation", assist::withdraw);
    on(state, socket, "convertConsultation", assist::convert);
    on(state, socket, "joinConversation", assist::join);
    let s = state.clone();
    socket.on_disconnect(async move |socket: SocketRef| presence::disconnected(&s, &socket).await);
    socket.on_fallback(async |ack: AckSender| {
        let _gone = ack.send(&refusal("unknown", &Fault::invalid("UNKNOWN_EVENT", "there is no such event")));
    });
}

/// A handler of one event: runs in the order of the socket's frames, answers through the acknowledgement.
fn on<F>(state: &State, socket: &SocketRef, event: &'static str, handler: fn(State, Arc<Desk>, Value) -> F)
where
    F: Future<Output = errors::Result<Value>> + Send + 'static,
{
    let state = state.clone();
    socket.on(event, async move |socket: SocketRef, turn: Turn, ack: AckSender, TryData(data): TryData<Value>| {
        turn.wait().await;
        let Some(desk) = socket.extensions.get::<Arc<Desk>>() else { return };
        let answer = traced(event, async {
            match handler(state, desk, data.unwrap_or_default()).await {
                Ok(mut answer) => {
                    answer["code"] = 200.into();
                    answer
                }
                Err(fault) => refusal(event, &fault),
            }
        });
        let answer = answer.await;
        // A desk that is gone asks again.
        let _gone = ack.send(&answer);
    });
}

fn refusal(event: &str, fault: &Fault) -> Value {
    metrics::counter!("agent_manager_errors_total", "code" => fault.code().to_owned()).increment(1);
    if fault.kind() == Kind::Internal {
        tracing::error!(error = fault.chain(), event, "an event failed");
    }
    json!({ "code": fault.kind().http(), "error": fault.code(), "detail": fault.detail(), "traceId": Trace::current().map(|trace| trace.id()) })
}

/// A text of the payload.
fn text<'a>(payload: &'a Value, key: &str) -> errors::Result<&'a str> {
    let text = payload[key].as_str().filter(|text| !text.is_empty());
    text.ok_or_else(|| Fault::invalid("MALFORMED", format!("{key} is missing")))
}
