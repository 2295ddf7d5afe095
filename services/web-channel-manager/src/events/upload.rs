//! A customer wants to send a file: into the conversation of their own live session, nowhere else.

use contracts::cim::{Sender, SenderType};
use contracts::file_engine::OpenUploadRequest;
use errors::Fault;
use serde_json::{Value, json};
use socketioxide::extract::{AckSender, SocketRef};

use super::{admit, problem, reader};
use crate::State;
use crate::door::{CHANNEL_TYPE, own};

pub(super) async fn requested(state: State, socket: SocketRef, ack: AckSender, payload: Value) {
    let answer = match open(&state, &socket, &payload).await {
        Ok(answer) => answer,
        Err(fault) => {
            metrics::counter!("web_channel_manager_errors_total", "code" => fault.code().to_owned()).increment(1);
            problem("UPLOAD_REQUESTED", &fault)
        }
    };
    // A client that is gone asks again.
    let _gone = ack.send(&answer);
}

async fn open(state: &State, socket: &SocketRef, payload: &Value) -> errors::Result<Value> {
    let identity = admit(state, socket, payload).await?;
    let session = &reader(socket)?.session;
    let text = |key: &str| payload[key].as_str().unwrap_or_default().to_owned();
    let name = text("name");
    if name.is_empty() {
        return Err(Fault::invalid("MALFORMED", "an upload needs a name"));
    }
    let request = OpenUploadRequest {
        conversation_id: session.conversation_id.clone(),
        customer_id: session.customer_id.clone(),
        channel_type: CHANNEL_TYPE.to_owned(),
        uploader: Some(Sender { id: session.customer_id.clone(), r#type: SenderType::Customer.into(), name: String::new() }),
        name,
        mime_type: text("mimeType"),
        size: payload["size"].as_i64().unwrap_or_default(),
    };
    let opened = state.files.open_upload(&own(&identity.tenant), request).await?;
    Ok(json!({ "code": 200, "fileId": opened.file_id, "url": opened.url }))
}
