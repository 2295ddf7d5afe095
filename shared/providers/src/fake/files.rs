//! Files at the providers: each hands them out, and takes them, in its own way.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::customer::new_id;
use super::{Fake, File};

impl Fake {
    pub(super) fn put_file(&self, file: File) -> String {
        // Ids of 360dialog are digits; these only look a little like them.
        let id = new_id("");
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner).insert(id.clone(), file);
        id
    }

    pub(super) fn file(&self, id: &str) -> Option<File> {
        self.0.files.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(super) fn base(&self) -> String {
        self.0.base.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The file that a message of the company names: by an id that was brought before, or by a link that the provider follows.
    pub(super) async fn sent_file(&self, id: Option<&str>, link: Option<&str>) -> Result<Option<File>, ()> {
        if let Some(id) = id {
            return self.file(id).map(Some).ok_or(());
        }
        let Some(link) = link else { return Ok(None) };
        let answer = self.0.client.get(link).send().await.map_err(drop)?.error_for_status().map_err(drop)?;
        let header = |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        let (mime, name) = (header(header::CONTENT_TYPE), header(header::CONTENT_DISPOSITION));
        Ok(Some(File { mime, name, bytes: answer.bytes().await.map_err(drop)?, voice: false }))
    }
}

/// `POST /media` of 360dialog: a form with the file in it.
pub(super) async fn deposit(State(fake): State<Fake>, headers: HeaderMap, body: Bytes) -> Response {
    if !is_whatsapp(&fake, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let boundary = kind.split_once("boundary=").map(|(_, boundary)| boundary.trim_matches('"').to_owned());
    let parts = boundary.map(|boundary| parts(&body, &boundary)).unwrap_or_default();
    let product = parts.iter().any(|(head, bytes)| head.contains("name=\"messaging_product\"") && bytes == "whatsapp");
    let file = parts.into_iter().find(|(head, _)| head.contains("name=\"file\""));
    let (Some((head, bytes)), true) = (file, product) else {
        let error = json!({ "error": { "message": "(#100) The parameter file is required", "code": 100 } });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    };
    let value = |from: &str, to: &str| head.split_once(from).map(|(_, rest)| rest.split(to).next().unwrap_or_default().trim().to_owned());
    let mime = value("content-type:", "\r\n").or_else(|| value("Content-Type:", "\r\n")).unwrap_or_default();
    let id = fake.put_file(File { mime, name: value("filename=\"", "\"").unwrap_or_default(), bytes, voice: false });
    Json(json!({ "id": id })).into_response()
}

/// Head and body of each part of a form.
fn parts(body: &Bytes, boundary: &str) -> Vec<(String, Bytes)> {
    let (mark, mut parts) = (format!("--{boundary}"), Vec::new());
    let mut starts = body.windows(mark.len()).enumerate().filter(|(_, window)| *window == mark.as_bytes()).map(|(at, _)| at);
    let mut from = starts.next();
    for end in starts {
        let start = from.map_or(0, |from| from + mark.len());
        let part = body.slice(start..end);
        if let Some(gap) = part.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&part[..gap]).into_owned();
            parts.push((head, part.slice(gap + 4..part.len().saturating_sub(2))));
        }
        from = Some(end);
    }
    parts
}

/// Where a file is; the address is Meta's, whoever asked.
pub(super) async fn look_up(State(fake): State<Fake>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !is_whatsapp(&fake, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let Some(file) = fake.file(&id) else { return StatusCode::NOT_FOUND.into_response() };
    let url = format!("https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid={id}&ext=1");
    let answer = json!({ "messaging_product": "whatsapp", "url": url, "mime_type": file.mime, "file_size": file.bytes.len(), "id": id });
    Json(answer).into_response()
}

pub(super) async fn attachment(State(fake): State<Fake>, Query(query): Query<HashMap<String, String>>, headers: HeaderMap) -> Response {
    if !is_whatsapp(&fake, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    handed_out(&fake, query.get("mid").map_or("", String::as_str))
}

/// Twilio asks for the account's password and answers where the file is.
pub(super) async fn behind_a_redirect(
    State(fake): State<Fake>,
    Path((account_sid, _message, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Response {
    if !is_twilio(&fake, &account_sid, &headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, format!("{}/cdn/{id}", fake.base()))]).into_response()
}

/// Twilio deletes a file for whoever has the account's password.
pub(super) async fn discarded(
    State(fake): State<Fake>,
    Path((account_sid, _message, id)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> StatusCode {
    if !is_twilio(&fake, &account_sid, &headers) {
        return StatusCode::UNAUTHORIZED;
    }
    let gone = fake.0.files.lock().unwrap_or_else(PoisonError::into_inner).remove(id.trim_end_matches(".json"));
    if gone.is_some() { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}

fn is_twilio(fake: &Fake, account_sid: &str, headers: &HeaderMap) -> bool {
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let proves = |key: &str| given == format!("Basic {}", STANDARD.encode(format!("{account_sid}:{key}")));
    fake.account(|account| account.kind == "twilio" && proves(&account.key)).is_some()
}

/// A store in front of which nobody proves anything: whoever sends a password there has given it away.
pub(super) async fn cdn(State(fake): State<Fake>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if headers.contains_key(header::AUTHORIZATION) {
        return (StatusCode::BAD_REQUEST, "a password was sent where none belongs").into_response();
    }
    handed_out(&fake, &id)
}

fn handed_out(fake: &Fake, id: &str) -> Response {
    fake.0.asked.fetch_add(1, Ordering::SeqCst);
    let refuse = fake.trouble().refuse_files;
    if let (true, Ok(status)) = (refuse > 0, StatusCode::from_u16(refuse)) {
        return status.into_response();
    }
    match fake.file(id) {
        Some(file) => ([(header::CONTENT_TYPE, file.mime)], file.bytes).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

fn is_whatsapp(fake: &Fake, headers: &HeaderMap) -> bool {
    let key = headers.get("d360-api-key").and_then(|value| value.to_str().ok()).unwrap_or_default();
    fake.account(|account| account.kind == "whatsapp" && account.key == key).is_some()
}

/// The media part of a message of WhatsApp, if it is one.
pub(super) fn media_of(body: &Value) -> Option<&Value> {
    let kind = body["type"].as_str()?;
    ["image", "audio", "video", "document", "sticker"].contains(&kind).then(|| &body[kind])
}
