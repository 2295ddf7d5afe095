//! Bytes out: to whoever brings a link, to services, and to those who see every conversation.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Query, State as Shared};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use errors::{Fault, Kind};
use futures::TryStreamExt as _;
use ids::TenantId;
use runtime::Caller;
use runtime::files::verify_pass;
use serde::Deserialize;
use utoipa::IntoParams;

use super::access::SEE_ALL;
use super::upload::service;
use crate::domain::{File, FileState, Kind as FileKind, Range, asked, disposition, kind};
use crate::error::Error;
use crate::ops::attach_file::get_file;
use crate::state::State;
use crate::vault::Part;

#[derive(Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct Link {
    /// The signed part of a link.
    token: String,
    /// Anything: to be saved, not shown.
    download: Option<String>,
}

/// Who asks: what opens the door, in this order.
struct Asking {
    state: Arc<State>,
    caller: Option<Caller>,
    headers: HeaderMap,
    link: Link,
}

/// The bytes of a file, whole or a range of them.
#[utoipa::path(
    get,
    path = "/file-engine/v1/files/{id}/content",
    params(("id" = String, Path)),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"), (status = 206, description = "A range of them"), (status = 304, description = "Those the asker has"), (status = 416, description = "There is no such range")),
)]
pub(super) async fn content(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(link): Query<Link>,
    caller: Option<axum::Extension<Caller>>,
    headers: HeaderMap,
) -> errors::Result<Response> {
    let asking = Asking { state, caller: caller.map(|caller| caller.0), headers, link };
    let file = asking.file(&id).await?;
    let size = u64::try_from(file.size).unwrap_or_default();
    let shown = kind(&file.mime).is_some_and(FileKind::is_shown) && asking.link.download.is_none();
    let mime = if kind(&file.mime).is_some() { file.mime.as_str() } else { "application/octet-stream" };
    asking.answer(&file, (size, mime), &disposition(shown, &file.name)).await
}

/// A small picture of a picture.
#[utoipa::path(
    get,
    path = "/file-engine/v1/files/{id}/thumbnail",
    params(("id" = String, Path)),
    responses((status = 200, description = "A small picture", content_type = "image/*")),
)]
pub(super) async fn thumbnail(
    Shared(state): Shared<Arc<State>>,
    Path(id): Path<String>,
    Query(link): Query<Link>,
    caller: Option<axum::Extension<Caller>>,
    headers: HeaderMap,
) -> errors::Result<Response> {
    let asking = Asking { state, caller: caller.map(|caller| caller.0), headers, link };
    let file = asking.file(&id).await?;
    if !file.has_thumbnail() {
        return Err(Error::NoFile(id).into());
    }
    let small = asking.state.vault.read(&file.tenant, &file.id, Part::Thumbnail).await.map_err(Error::from)?;
    let mime = if small.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" };
    let tag = format!("\"{}-t\"", version(&file));
    if asking.holds(&tag) {
        return respond(StatusCode::NOT_MODIFIED, &[(header::ETAG, &tag)], Body::empty());
    }
    respond(
        StatusCode::OK,
        &[(header::CONTENT_TYPE, mime), (header::CONTENT_DISPOSITION, "inline"), (header::ETAG, &tag)],
        Body::from(small),
    )
}

/// What changes when the bytes do.
fn version(file: &File) -> &str {
    file.sha256.get(..32).unwrap_or(&file.sha256)
}

impl Asking {
    /// The tenant whose file that may be.
    fn tenant(&self, id: &str) -> errors::Result<TenantId> {
        if !self.link.token.is_empty() {
            let pass = verify_pass(self.state.tokens.keyring(), &self.link.token)?;
            if pass.fid != id {
                return Err(Error::NoFile(id.to_owned()).into());
            }
            tracing::debug!(file = id, viewer = pass.sub, "a link was used");
            return Ok(TenantId::new(pass.tid));
        }
        if let Some(caller) = &self.caller {
            caller.require(SEE_ALL)?;
            return Ok(caller.principal.tenant.clone());
        }
        let by = service(&self.state, &self.headers)?;
        by.map(|by| by.tenant).ok_or_else(|| Fault::new(Kind::Unauthenticated, "NO_TOKEN", "a file is opened by its link"))
    }

    async fn file(&self, id: &str) -> errors::Result<File> {
        let file = get_file(&self.state, &self.tenant(id)?, id).await?;
        if file.state != FileState::Available {
            return Err(Error::NotAvailable { state: file.state.as_str() }.into());
        }
        Ok(file)
    }

    fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Whether the asker has these bytes.
    fn holds(&self, tag: &str) -> bool {
        let held = self.header(header::IF_NONE_MATCH);
        held.is_some_and(|held| held == "*" || held.split(',').any(|one| one.trim().trim_start_matches("W/") == tag))
    }

    async fn answer(&self, file: &File, (size, mime): (u64, &str), disposition: &str) -> errors::Result<Response> {
        let tag = format!("\"{}\"", version(file));
        if self.holds(&tag) {
            return respond(StatusCode::NOT_MODIFIED, &[(header::ETAG, &tag)], Body::empty());
        }
        // A range of something else than what the asker has the beginning of would make one file of two.
        let same = self.header(header::IF_RANGE).is_none_or(|held| held == tag);
        let range = if same { asked(self.header(header::RANGE), size) } else { Range::Whole };
        let (status, from, to) = match range {
            Range::Whole => (StatusCode::OK, 0, size),
            Range::Part(from, to) => (StatusCode::PARTIAL_CONTENT, from, to),
            Range::Outside => {
                let all = format!("bytes */{size}");
                return respond(StatusCode::RANGE_NOT_SATISFIABLE, &[(header::CONTENT_RANGE, &all)], Body::empty());
            }
        };
        let bytes = self.state.vault.stream(&file.tenant, &file.id, from..to).await.map_err(Error::from)?;
        let bytes =
            bytes.inspect_ok(|chunk| metrics::counter!("file_engine_bytes_total", "direction" => "out").increment(chunk.len() as u64));
        let (length, span) = ((to - from).to_string(), format!("bytes {from}-{}/{size}", to.saturating_sub(1)));
        let mut headers = vec![
            (header::CONTENT_TYPE, mime),
            (header::CONTENT_LENGTH, length.as_str()),
            (header::CONTENT_DISPOSITION, disposition),
            (header::ETAG, tag.as_str()),
            (header::ACCEPT_RANGES, "bytes"),
        ];
        if status == StatusCode::PARTIAL_CONTENT {
            headers.push((header::CONTENT_RANGE, &span));
        }
        respond(status, &headers, Body::from_stream(bytes))
    }
}

/// With what keeps a file from being more than its bytes: never sniffed, never run, never framed, kept by the viewer's own browser only.
fn respond(status: StatusCode, headers: &[(header::HeaderName, &str)], body: Body) -> errors::Result<Response> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let always = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox; frame-ancestors 'none'"),
        (header::CACHE_CONTROL, "private, max-age=3600, immutable"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (header::REFERRER_POLICY, "no-referrer"),
    ];
    for (name, value) in always.iter().chain(headers) {
        response.headers_mut().insert(name, HeaderValue::from_str(value).map_err(Fault::internal)?);
    }
    Ok(response)
}
