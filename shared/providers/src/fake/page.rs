//! The page on which one is the customer, and what it asks.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::deeds::{self, Deed};
use super::{Fake, File, Kept, Trouble};

pub(super) fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

pub(super) fn style() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], include_str!("page.css"))
}

pub(super) fn script() -> impl IntoResponse {
    ([(header::CONTENT_TYPE, "text/javascript; charset=utf-8")], include_str!("page.js"))
}

pub(super) fn trouble(fake: &Fake) -> Json<Trouble> {
    Json(fake.trouble())
}

pub(super) fn set_trouble(fake: &Fake, trouble: Trouble) -> Json<Trouble> {
    fake.make(trouble.clone());
    Json(trouble)
}

pub(super) fn messages(fake: &Fake) -> Json<Value> {
    Json(json!({ "items": fake.said().iter().map(listed).collect::<Vec<_>>(), "shown": fake.shown() }))
}

/// A message with what can be pressed at it, and what its file is.
fn listed(kept: &Kept) -> Value {
    let mut shown = json!(kept);
    shown["choices"] = deeds::choices(kept).into_iter().map(|(id, title)| json!({ "id": id, "title": title })).collect();
    shown["file"] = json!(kept.file.as_ref().map(|file| json!({ "mime": file.mime, "name": file.name, "size": file.bytes.len() })));
    shown
}

/// The file of a message, whoever sent it.
pub(super) async fn file(State(fake): State<Fake>, Path(id): Path<String>) -> Response {
    let file = fake.said().into_iter().find(|kept| kept.id == id).and_then(|kept| kept.file);
    file.map_or_else(|| StatusCode::NOT_FOUND.into_response(), |file| ([(header::CONTENT_TYPE, file.mime)], file.bytes).into_response())
}

/// Kinds and addresses; no keys.
pub(super) fn accounts(fake: &Fake) -> Json<Value> {
    let accounts = fake.0.accounts.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
    Json(json!({ "items": accounts.iter().map(|account| json!({ "kind": account.kind, "address": account.address })).collect::<Vec<_>>() }))
}

#[derive(Deserialize)]
pub(super) struct Say {
    kind: String,
    customer: String,
    #[serde(default)]
    name: String,
    text: String,
}

pub(super) fn say(fake: &Fake, say: &Say) -> Result<Json<Value>, (StatusCode, String)> {
    let id = fake.say(&say.kind, &say.customer, &say.name, &say.text).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))?;
    Ok(Json(json!({ "id": id })))
}

/// Whoever does something: where, from which address, under which name.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Does {
    kind: String,
    customer: String,
    #[serde(default)]
    customer_name: String,
    deed: Deed,
}

pub(super) fn does(fake: &Fake, does: &Does) -> Result<Json<Value>, (StatusCode, String)> {
    let done = deeds::does(fake, &does.kind, (&does.customer, &does.customer_name), &does.deed);
    done.map(|id| Json(json!({ "id": id }))).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))
}

/// The same for whoever sends a file, whose bytes are the body.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Shows {
    kind: String,
    customer: String,
    #[serde(default)]
    customer_name: String,
    #[serde(default)]
    caption: String,
    #[serde(default)]
    filename: String,
    #[serde(default)]
    voice: bool,
}

pub(super) async fn show(
    State(fake): State<Fake>,
    Query(shows): Query<Shows>,
    headers: HeaderMap,
    bytes: Bytes,
) -> Result<Json<Value>, (StatusCode, String)> {
    let mime = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("application/octet-stream").to_owned();
    let file = File { mime, name: shows.filename, bytes, voice: shows.voice };
    let sent = fake.show(&shows.kind, (&shows.customer, &shows.customer_name), file, &shows.caption);
    sent.map(|id| Json(json!({ "id": id }))).map_err(|error| (StatusCode::BAD_REQUEST, error.to_string()))
}
