//! Bytes in.

use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::body::{Body, BodyDataStream};
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, header};
use errors::{Fault, Kind};
use futures::StreamExt as _;
use ids::Principal;
use runtime::files::StoredFile;
use serde::Deserialize;
use utoipa::IntoParams;

use crate::domain::{File, FileState, Name, Uploader};
use crate::error::Error;
use crate::ops::attach_file::get_file;
use crate::ops::receive_file::{Incoming, receive_file};
use crate::state::State;
use crate::tickets;

/// What is read of a refused upload, so that a browser hears the refusal and not a broken line.
const DRAINED: usize = 64 * 1024 * 1024;
const DRAINING: Duration = Duration::from_secs(20);

#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct Ticket {
    ticket: String,
}

/// The bytes of an announced file; the ticket comes with the announcement.
#[utoipa::path(
    put,
    path = "/file-engine/v1/files/{id}/content",
    params(("id" = String, Path)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "The file is stored and checked: a message may name it", body = StoredFile)),
    security(()),
)]
pub(super) async fn by_ticket(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(ticket): Query<Ticket>,
    headers: HeaderMap,
    body: Body,
) -> errors::Result<Json<StoredFile>> {
    let tenant = tickets::tenant(&state, &id, &ticket.ticket)?;
    let file = get_file(&state, &tenant, &id).await?;
    let said = length(&headers).ok_or(Error::LengthMissing)?;
    if !state.store.take(&tenant, &id, (state.clock.now(), state.due_at())).await? {
        return Err(Error::TicketUsed.into());
    }
    received(state, file, Some(said), body.into_data_stream()).await
}

#[derive(Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", default)]
#[into_params(parameter_in = Query)]
#[derive(Default)]
pub(super) struct Brought {
    name: String,
    /// Where it comes from, for people who ask.
    origin: String,
    channel_type: String,
    conversation_id: String,
    customer_id: String,
}

/// A file that a service brings, with its token and the headers that say for whom; `Content-Type` is what the sender declared. The length
/// may be missing: providers do not always say it.
#[utoipa::path(
    post,
    path = "/file-engine/v1/files",
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, description = "The file is stored and checked: a message may name it", body = StoredFile)),
)]
pub(super) async fn by_service(
    Shared(state): Shared<Arc<State>>,
    Query(brought): Query<Brought>,
    headers: HeaderMap,
    body: Body,
) -> errors::Result<Json<StoredFile>> {
    let by = service(&state, &headers)?.ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_TOKEN", "a service's token is needed"))?;
    for (field, value, most) in [
        ("origin", &brought.origin, 300),
        ("channelType", &brought.channel_type, 50),
        ("conversationId", &brought.conversation_id, 200),
        ("customerId", &brought.customer_id, 200),
    ] {
        if value.len() > most {
            return Err(Error::Malformed(field).into());
        }
    }
    let said = length(&headers);
    let declared = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let file = File {
        tenant: by.tenant.clone(),
        id: ids::new_id(),
        state: FileState::Pending,
        reason: String::new(),
        name: Name::cleaned(&brought.name).as_str().to_owned(),
        mime: declared.chars().take(200).collect(),
        size: said.unwrap_or(-1),
        sha256: String::new(),
        width: 0,
        height: 0,
        uploader: Uploader::Service,
        uploader_id: by.actor.to_string(),
        origin: brought.origin,
        channel_type: brought.channel_type,
        conversation_id: brought.conversation_id,
        customer_id: brought.customer_id,
        message_id: String::new(),
        created_at: state.clock.now(),
    };
    state.store.add(&file, true, state.due_at()).await?;
    received(state, file, said, body.into_data_stream()).await
}

/// Receives a file in a task of its own: a sender that goes away ends it in order.
async fn received(state: Arc<State>, file: File, said: Option<i64>, mut body: BodyDataStream) -> errors::Result<Json<StoredFile>> {
    let limits = state.limits(&file.tenant, &file.channel_type).await?;
    let tracker = state.tracker.clone();
    let run = async move {
        let received = receive_file(&state, Incoming { file, limits, said, body: &mut body }).await;
        if received.is_err() {
            drain(&mut body).await;
        }
        received
    };
    let file = tracker.spawn(run).await.map_err(Fault::internal)??;
    Ok(Json(stored(&file)))
}

async fn drain(body: &mut BodyDataStream) {
    let read = async {
        let mut read = 0;
        while let Some(Ok(chunk)) = body.next().await {
            read += chunk.len();
            if read > DRAINED {
                return;
            }
        }
    };
    // Whatever is left then, the connection is closed.
    let _patience = tokio::time::timeout(DRAINING, read).await;
}

fn length(headers: &HeaderMap) -> Option<i64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The service that asks, and for whom; none if nobody says to be a service.
pub(super) fn service(state: &State, headers: &HeaderMap) -> errors::Result<Option<Principal>> {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = token.filter(|token| {
        let id = token.strip_prefix("Bearer ").and_then(auth::key_id);
        id.is_some_and(|id| id.starts_with("svc:"))
    });
    let Some(token) = token else { return Ok(None) };
    state.tokens.caller(token, "file-engine")?;
    let by = runtime::principal_of(headers).ok_or_else(|| Fault::invalid("NO_TENANT", "the request names no tenant"))?;
    Ok(Some(by))
}

fn stored(file: &File) -> StoredFile {
    StoredFile {
        id: file.id.clone(),
        state: file.state.as_str().to_owned(),
        name: file.name.clone(),
        mime_type: file.mime.clone(),
        size: file.size,
        width: i32::try_from(file.width).unwrap_or_default(),
        height: i32::try_from(file.height).unwrap_or_default(),
        sha256: file.sha256.clone(),
    }
}
