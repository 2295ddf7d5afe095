//! The page on which one is the customer, and what it asks.

use axum::Json;
use axum::http::StatusCode;
use axum::response::Html;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fake, Trouble};

pub(super) fn page() -> Html<&'static str> {
    Html(include_str!("page.html"))
}

pub(super) fn trouble(fake: &Fake) -> Json<Trouble> {
    Json(fake.trouble())
}

pub(super) fn set_trouble(fake: &Fake, trouble: Trouble) -> Json<Trouble> {
    fake.make(trouble.clone());
    Json(trouble)
}

pub(super) fn messages(fake: &Fake) -> Json<Value> {
    Json(json!({ "items": fake.said(), "shown": fake.shown() }))
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
