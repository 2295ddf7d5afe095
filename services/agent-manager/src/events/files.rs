//! An agent wants to send a file.

use std::sync::Arc;

use contracts::file_engine::OpenUploadRequest;
use serde_json::{Value, json};

use super::messages::sender;
use super::text;
use crate::State;
use crate::desk::Desk;

pub(super) async fn open_upload(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let id = text(&payload, "conversationId")?;
    desk.working_task(id)?;
    let head = state.core.conversation(&desk.principal, id).await?;
    // What the channel takes that the customer is on, or was on last.
    let sessions = || head.sessions.iter().rev();
    let session = sessions().find(|view| view.active).or_else(|| sessions().next()).and_then(|view| view.session.clone());
    let request = OpenUploadRequest {
        conversation_id: id.to_owned(),
        customer_id: head.customer_id.clone(),
        channel_type: session.unwrap_or_default().channel_type,
        uploader: Some(sender(&desk)),
        name: text(&payload, "name")?.to_owned(),
        mime_type: payload["mimeType"].as_str().unwrap_or_default().to_owned(),
        size: payload["size"].as_i64().unwrap_or_default(),
    };
    let opened = state.files.open_upload(&desk.principal, request).await?;
    Ok(json!({ "fileId": opened.file_id, "url": opened.url }))
}
