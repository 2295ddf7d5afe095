//! Files for those who look after them.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use errors::Fault;
use ids::rfc3339;
use runtime::Caller;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use crate::domain::{File, FileState};
use crate::ops::{attach_file, erase_files, release_file};
use crate::state::State;
use crate::store::{Wanted, Whose};

/// Files on a page.
const PAGE: i64 = 100;

/// A file as it is shown.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = File)]
pub(super) struct Shown {
    pub(super) id: String,
    /// `PENDING`, `AVAILABLE`, `QUARANTINED`, `REFUSED`, `ERASING`, `ERASED`.
    pub(super) state: String,
    /// Why it is in quarantine or was refused.
    pub(super) reason: String,
    pub(super) name: String,
    pub(super) mime_type: String,
    pub(super) size: i64,
    pub(super) width: i64,
    pub(super) height: i64,
    pub(super) sha256: String,
    /// `CUSTOMER`, `AGENT` or `SERVICE`.
    pub(super) uploader: String,
    pub(super) uploader_id: String,
    pub(super) origin: String,
    pub(super) channel_type: String,
    pub(super) conversation_id: String,
    pub(super) customer_id: String,
    /// The first message that names it.
    pub(super) message_id: String,
    pub(super) created_at: String,
}

impl From<File> for Shown {
    fn from(file: File) -> Self {
        Self {
            id: file.id,
            state: file.state.as_str().to_owned(),
            reason: file.reason,
            name: file.name,
            mime_type: file.mime,
            size: file.size,
            width: file.width,
            height: file.height,
            sha256: file.sha256,
            uploader: file.uploader.as_str().to_owned(),
            uploader_id: file.uploader_id,
            origin: file.origin,
            channel_type: file.channel_type,
            conversation_id: file.conversation_id,
            customer_id: file.customer_id,
            message_id: file.message_id,
            created_at: rfc3339(file.created_at),
        }
    }
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase")]
#[into_params(parameter_in = Query)]
pub(super) struct Asked {
    /// `QUARANTINED`, …
    state: Option<String>,
    conversation_id: Option<String>,
    customer_id: Option<String>,
    /// The last id of the page before.
    before: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FilePage)]
pub(super) struct Page {
    items: Vec<Shown>,
    /// The next page's `before`; null on the last.
    next: Option<String>,
}

/// Files, newest first.
#[utoipa::path(get, path = "/file-engine/v1/files", responses((status = 200, description = "Files, newest first", body = Page)))]
pub(super) async fn list(Shared(state): Shared<Arc<State>>, caller: Caller, Query(asked): Query<Asked>) -> errors::Result<Json<Page>> {
    let wanted = Wanted {
        state: asked.state.as_deref().map(FileState::parse),
        conversation_id: asked.conversation_id,
        customer_id: asked.customer_id,
        before: asked.before,
    };
    let files = state.store.list(&caller.principal.tenant, &wanted, PAGE).await?;
    let whole = i64::try_from(files.len()).is_ok_and(|count| count == PAGE);
    let next = files.last().filter(|_| whole).map(|file| file.id.clone());
    Ok(Json(Page { items: files.into_iter().map(Shown::from).collect(), next }))
}

/// One file.
#[utoipa::path(get, path = "/file-engine/v1/files/{id}", params(("id" = String, Path)), responses((status = 200, description = "One file", body = Shown)))]
pub(super) async fn show(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Shown>> {
    Ok(Json(attach_file::get_file(&state, &caller.principal.tenant, &id).await?.into()))
}

/// Erases a file.
#[utoipa::path(delete, path = "/file-engine/v1/files/{id}", params(("id" = String, Path)), responses((status = 204, description = "Erases a file")))]
pub(super) async fn erase(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<StatusCode> {
    let tenant = &caller.principal.tenant;
    attach_file::get_file(&state, tenant, &id).await?;
    erase_files::erase_files(&state, tenant, Whose::File(&id)).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets a file out of quarantine.
#[utoipa::path(post, path = "/file-engine/v1/files/{id}/release", params(("id" = String, Path)), responses((status = 200, description = "Lets a file out of quarantine", body = Shown)))]
pub(super) async fn release(Shared(state): Shared<Arc<State>>, caller: Caller, Path(id): Path<String>) -> errors::Result<Json<Shown>> {
    Ok(Json(release_file::release_file(&state, &caller.principal, &id).await?.into()))
}

/// Whose files are erased: one of the two.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Erasure {
    conversation_id: Option<String>,
    customer_id: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct Erased {
    files: u64,
}

/// Erases all files of a conversation or of a customer.
#[utoipa::path(post, path = "/file-engine/v1/erasures", request_body = Erasure, responses((status = 200, description = "Erases all files of a conversation or of a customer", body = Erased)))]
pub(super) async fn erase_all(
    Shared(state): Shared<Arc<State>>,
    caller: Caller,
    Json(erasure): Json<Erasure>,
) -> errors::Result<Json<Erased>> {
    let whose = match (&erasure.conversation_id, &erasure.customer_id) {
        (Some(id), None) if !id.is_empty() => Whose::Conversation(id),
        (None, Some(id)) if !id.is_empty() => Whose::Customer(id),
        _ => return Err(Fault::invalid("MALFORMED", "an erasure names a conversationId or a customerId")),
    };
    Ok(Json(Erased { files: erase_files::erase_files(&state, &caller.principal.tenant, whose).await? }))
}
