//! The providers' own APIs: what a connector calls.

use std::collections::HashMap;
use std::sync::PoisonError;
use std::time::Duration;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use ids::Clock;
use serde_json::{Value, json};

use super::customer::new_id;
use super::deliver::{Webhook, deliver_all};
use super::files::media_of;
use super::{Account, Fake, File, Kept, Shown};

/// Between two statuses of a message.
const STEP: Duration = Duration::from_millis(60);

pub(super) async fn whatsapp(State(fake): State<Fake>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let key = header(&headers, "d360-api-key");
    let Some(account) = fake.account(|account| account.kind == "whatsapp" && account.key == key) else {
        return (
            StatusCode::UNAUTHORIZED,
            Json(json!({ "meta": { "http_code": 401, "developer_message": "Invalid api key", "success": false } })),
        )
            .into_response();
    };
    if body["status"] == "read" {
        let what = if body["typing_indicator"].is_object() { "typing" } else { "read" };
        return shown(&fake, &account, (what, ""), body["message_id"].as_str().unwrap_or_default());
    }
    if let Some(code) = refused(&fake, "whatsapp") {
        let code: i64 = code.parse().unwrap_or(131_000);
        let error = json!({ "error": { "message": "refused on purpose", "type": "OAuthException", "code": code, "error_data": { "details": "refused on purpose" } } });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    }
    let part = media_of(&body);
    let named = |name: &str| part.and_then(|part| part[name].as_str()).map(str::to_owned);
    let Ok(file) = fake.sent_file(named("id").as_deref(), named("link").as_deref()).await else {
        let error = json!({ "error": { "message": "Media upload error", "code": 131_053, "error_data": { "details": "the file cannot be fetched" } } });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    };
    let to = body["to"].as_str().or_else(|| body["recipient"].as_str()).unwrap_or_default().to_owned();
    let id = new_id("wamid.");
    let own = body["biz_opaque_callback_data"].clone();
    keep(&fake, &account, (&id, &to), (&body, file));
    let status = |status: &str, errors: Value| {
        let seconds = (Clock::System.now() / 1000).to_string();
        let mut item = json!({ "id": id, "status": status, "timestamp": seconds, "recipient_id": to, "biz_opaque_callback_data": own });
        if !errors.is_null() {
            item["errors"] = errors;
        }
        let value = json!({ "messaging_product": "whatsapp", "metadata": { "display_phone_number": account.address, "phone_number_id": "1" }, "statuses": [item] });
        let body = json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": value }] }] });
        Webhook::json(&account, &body)
    };
    let trouble = fake.trouble();
    let statuses = if trouble.fail_with.is_empty() {
        let read = (!trouble.unread).then(|| status("read", Value::Null));
        [status("sent", Value::Null), status("delivered", Value::Null)].into_iter().chain(read).collect()
    } else {
        let code: i64 = trouble.fail_with.parse().unwrap_or(131_026);
        vec![status("failed", json!([{ "code": code, "title": "failed on purpose", "error_data": { "details": "failed on purpose" } }]))]
    };
    deliver_all(&fake, statuses, STEP);
    let answer = json!({ "messaging_product": "whatsapp", "contacts": [{ "input": to, "wa_id": to }], "messages": [{ "id": id }] });
    answered(&fake, StatusCode::OK, answer).await
}

pub(super) async fn twilio(State(fake): State<Fake>, Path(account_sid): Path<String>, headers: HeaderMap, body: String) -> Response {
    let basic = header(&headers, "authorization");
    let proves = |account: &Account| {
        let expected = base64::engine::general_purpose::STANDARD.encode(format!("{account_sid}:{}", account.key));
        account.kind == "twilio" && basic == format!("Basic {expected}")
    };
    let Some(account) = fake.account(proves) else {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "code": 20003, "message": "Authenticate", "status": 401 }))).into_response();
    };
    if let Some(code) = refused(&fake, "twilio") {
        let code: i64 = code.parse().unwrap_or(20_429);
        return (StatusCode::BAD_REQUEST, Json(json!({ "code": code, "message": "refused on purpose", "status": 400 }))).into_response();
    }
    let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let to = form.get("To").cloned().unwrap_or_default();
    let id = new_id("SM");
    let Ok(file) = fake.sent_file(None, form.get("MediaUrl").map(String::as_str)).await else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "code": 21620, "message": "Invalid media URL(s)", "status": 400 }))).into_response();
    };
    keep(&fake, &account, (&id, &to), (&json!(form), file));
    if let Some(callback) = form.get("StatusCallback") {
        let trouble = fake.trouble();
        let steps: &[&str] = if trouble.fail_with.is_empty() { &["sent", "delivered"] } else { &["failed"] };
        let status = |word: &&str| {
            let mut pairs = vec![
                ("MessageSid", id.clone()),
                ("SmsSid", id.clone()),
                ("MessageStatus", (*word).to_owned()),
                ("SmsStatus", (*word).to_owned()),
                ("AccountSid", account_sid.clone()),
                ("From", account.address.clone()),
                ("To", to.clone()),
            ];
            if *word == "failed" {
                pairs.push(("ErrorCode", trouble.fail_with.clone()));
            }
            Webhook::form(&account, callback, &pairs)
        };
        deliver_all(&fake, steps.iter().map(status).collect(), STEP);
    }
    answered(&fake, StatusCode::CREATED, json!({ "sid": id, "status": "queued", "to": to, "from": account.address })).await
}

pub(super) async fn twilio_typing(State(fake): State<Fake>, headers: HeaderMap, body: String) -> Response {
    let basic = header(&headers, "authorization");
    let proven = |account: &Account| {
        let decoded = base64::engine::general_purpose::STANDARD.decode(basic.trim_start_matches("Basic ")).unwrap_or_default();
        account.kind == "twilio" && decoded.ends_with(format!(":{}", account.key).as_bytes())
    };
    let Some(account) = fake.account(proven) else {
        return (StatusCode::UNAUTHORIZED, Json(json!({ "code": 20003, "message": "Authenticate", "status": 401 }))).into_response();
    };
    let form: HashMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    shown(&fake, &account, ("typing", ""), form.get("messageId").map_or("", String::as_str))
}

/// A customer is shown something that is no message.
fn shown(fake: &Fake, account: &Account, (what, customer): (&'static str, &str), message: &str) -> Response {
    let named = fake.said().into_iter().find(|kept| kept.id == message).map(|kept| kept.customer);
    let customer = named.unwrap_or_else(|| customer.to_owned());
    fake.note(Shown { kind: account.kind.clone(), customer, what, message: message.to_owned() });
    Json(json!({ "success": true })).into_response()
}

pub(super) async fn messenger(State(fake): State<Fake>, Path(page): Path<String>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    let Some(account) = page_account(&fake, &headers, Some(&page)) else { return no_token() };
    if let Some(refusal) = graph_refusal(&fake) {
        return refusal;
    }
    let to = body["recipient"]["id"].as_str().unwrap_or_default().to_owned();
    match body["sender_action"].as_str() {
        Some("mark_seen") => return shown(&fake, &account, ("read", &to), ""),
        Some("typing_on") => return shown(&fake, &account, ("typing", &to), ""),
        _ => {}
    }
    let id = new_id("m_");
    let link = body["message"]["attachment"]["payload"]["url"].as_str();
    let Ok(file) = fake.sent_file(None, link).await else {
        let error =
            json!({ "error": { "message": "(#100) Failed to fetch the file from the url", "code": 100, "error_subcode": 2_018_008 } });
        return (StatusCode::BAD_REQUEST, Json(error)).into_response();
    };
    keep(&fake, &account, (&id, &to), (&body, file));
    let at = Clock::System.now();
    let event = |more: Value| {
        let mut event = json!({ "sender": { "id": to }, "recipient": { "id": page }, "timestamp": Clock::System.now() });
        for (key, value) in more.as_object().into_iter().flatten() {
            event[key] = value.clone();
        }
        Webhook::json(&account, &json!({ "object": "page", "entry": [{ "id": page, "time": at, "messaging": [event] }] }))
    };
    let mut told = vec![event(json!({ "delivery": { "mids": [id], "watermark": at } }))];
    if !fake.trouble().unread {
        // What was sent until now is read: a moment later, as people do.
        told.push(event(json!({ "read": { "watermark": at + 3_600_000 } })));
    }
    deliver_all(&fake, told, STEP);
    answered(&fake, StatusCode::OK, json!({ "recipient_id": to, "message_id": id })).await
}

/// What a page may know of somebody who wrote to it.
pub(super) async fn person(State(fake): State<Fake>, Path(person): Path<String>, headers: HeaderMap) -> Response {
    if page_account(&fake, &headers, None).is_none() {
        return no_token();
    }
    if let Some(name) = fake.0.names.lock().unwrap_or_else(PoisonError::into_inner).get(&person) {
        return Json(json!({ "first_name": name, "id": person })).into_response();
    }
    let error = json!({ "error": { "message": "Unsupported get request.", "code": 100, "error_subcode": 33 } });
    (StatusCode::BAD_REQUEST, Json(error)).into_response()
}

/// The apps that a page tells of what happens.
pub(super) async fn subscribed_apps(State(fake): State<Fake>, Path(page): Path<String>, headers: HeaderMap) -> Response {
    if page_account(&fake, &headers, Some(&page)).is_none() {
        return no_token();
    }
    let fields = fake.subscribed();
    let apps = if fields.is_empty() { Vec::new() } else { vec![json!({ "id": "1", "subscribed_fields": fields })] };
    Json(json!({ "data": apps })).into_response()
}

pub(super) async fn subscribe(State(fake): State<Fake>, Path(page): Path<String>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if page_account(&fake, &headers, Some(&page)).is_none() {
        return no_token();
    }
    let fields = body["subscribed_fields"].as_str().unwrap_or_default().split(',').map(str::to_owned).collect();
    *fake.0.subscribed.lock().unwrap_or_else(PoisonError::into_inner) = fields;
    Json(json!({ "success": true })).into_response()
}

pub(super) async fn comment(
    State(fake): State<Fake>,
    Path(comment): Path<String>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    let Some(account) = page_account(&fake, &headers, None) else { return no_token() };
    if let Some(refusal) = graph_refusal(&fake) {
        return refusal;
    }
    let id = new_id("comment_");
    keep(&fake, &account, (&id, &comment), (&body, None));
    answered(&fake, StatusCode::OK, json!({ "id": id })).await
}

fn page_account(fake: &Fake, headers: &HeaderMap, page: Option<&str>) -> Option<Account> {
    let token = header(headers, "authorization");
    fake.account(|account| {
        account.kind == "messenger" && page.is_none_or(|page| account.address == page) && token == format!("Bearer {}", account.key)
    })
}

fn no_token() -> Response {
    let error = json!({ "error": { "message": "Invalid OAuth access token.", "type": "OAuthException", "code": 190 } });
    (StatusCode::UNAUTHORIZED, Json(error)).into_response()
}

fn graph_refusal(fake: &Fake) -> Option<Response> {
    let code: i64 = refused(fake, "messenger")?.parse().unwrap_or(613);
    Some((StatusCode::BAD_REQUEST, Json(json!({ "error": { "message": "refused on purpose", "code": code } }))).into_response())
}

/// The code with which this message is refused, if it is.
fn refused(fake: &Fake, kind: &str) -> Option<String> {
    let trouble = fake.trouble();
    if !trouble.refuse_with.is_empty() {
        return Some(trouble.refuse_with);
    }
    if trouble.rate_limit == 0 {
        return None;
    }
    let mut seconds = fake.0.second.lock().unwrap_or_else(PoisonError::into_inner);
    let now = tokio::time::Instant::now();
    let (since, count) = seconds.entry(kind.to_owned()).or_insert((now, 0));
    if now.duration_since(*since) >= Duration::from_secs(1) {
        (*since, *count) = (now, 0);
    }
    *count += 1;
    let code = match kind {
        "twilio" => "20429",
        "messenger" => "613",
        _ => "130429",
    };
    (*count > trouble.rate_limit).then(|| code.to_owned())
}

fn keep(fake: &Fake, account: &Account, (id, customer): (&str, &str), (request, file): (&Value, Option<File>)) {
    let texts = ["/text/body", "/Body", "/message/text", "/message", "/interactive/body/text", "/template/name"];
    let text = texts.iter().find_map(|pointer| request.pointer(pointer).and_then(Value::as_str)).unwrap_or("(no text)");
    fake.keep(Kept {
        id: id.to_owned(),
        kind: account.kind.clone(),
        customer: customer.to_owned(),
        inbound: false,
        text: text.to_owned(),
        request: request.clone(),
        file,
    });
}

/// The answer, unless it is lost: the connection stays open until the caller has had enough.
async fn answered(fake: &Fake, status: StatusCode, body: Value) -> Response {
    if fake.trouble().lose_answers {
        tokio::time::sleep(Duration::from_mins(2)).await;
    }
    (status, Json(body)).into_response()
}

fn header(headers: &HeaderMap, name: &str) -> String {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
}
