//! Somebody in a conversation announces a file: what can be refused before a byte is sent is refused here, in words.

use contracts::cim::SenderType;
use contracts::file_engine::{OpenUploadRequest, OpenUploadResponse};
use ids::TenantId;

use crate::domain::{File, FileState, Name, Uploader, kind};
use crate::error::Error;
use crate::state::State;
use crate::tickets;

pub(crate) async fn open_upload(state: &State, tenant: TenantId, request: OpenUploadRequest) -> errors::Result<OpenUploadResponse> {
    let file = announced(state, tenant, request)?;
    let limits = state.limits(&file.tenant, &file.channel_type).await?;
    if file.size > limits.max_bytes {
        return Err(Error::TooLarge { size: file.size, most: limits.max_bytes }.into());
    }
    // What nobody declares is looked at when it comes.
    if !file.mime.is_empty() && file.mime != "application/octet-stream" && kind(&file.mime).is_none_or(|kind| !limits.allow(kind)) {
        return Err(Error::TypeNotAllowed { mime: file.mime }.into());
    }
    if state.store.waiting(&file.tenant, &file.conversation_id).await? >= state.config.waiting {
        return Err(Error::TooManyWaiting.into());
    }
    state.store.add(&file, false, file.created_at + tickets::LIFE).await?;
    Ok(OpenUploadResponse { url: tickets::address(state, &file.tenant, &file.id)?, file_id: file.id })
}

fn announced(state: &State, tenant: TenantId, request: OpenUploadRequest) -> Result<File, Error> {
    let uploader = request.uploader.clone().unwrap_or_default();
    let kind = if uploader.r#type() == SenderType::Agent { Uploader::Agent } else { Uploader::Customer };
    for (field, value) in [("conversation_id", &request.conversation_id), ("uploader", &uploader.id)] {
        if value.is_empty() || value.len() > 200 {
            return Err(Error::Malformed(field));
        }
    }
    if request.size <= 0 {
        return Err(Error::Empty);
    }
    if request.mime_type.len() > 200 {
        return Err(Error::Malformed("mime_type"));
    }
    Ok(File {
        tenant,
        id: ids::new_id(),
        state: FileState::Pending,
        reason: String::new(),
        name: Name::given(&request.name)?.as_str().to_owned(),
        mime: request.mime_type,
        size: request.size,
        sha256: String::new(),
        width: 0,
        height: 0,
        uploader: kind,
        uploader_id: uploader.id,
        origin: String::new(),
        channel_type: request.channel_type,
        conversation_id: request.conversation_id,
        customer_id: request.customer_id,
        message_id: String::new(),
        created_at: state.clock.now(),
    })
}
