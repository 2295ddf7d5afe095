//! The Send API and answers to comments: `channels.md` 4.3.

use connector::{Answer, Call, Channel, Courtesy, ErrorClass, Event, Grab, Payload, Refusal, Said, Shown, digits, sign};
use http::header::HeaderName;
use serde_json::{Value, json};

use crate::codes::refusal;

/// Characters of a text; Instagram counts bytes, and less of them.
const TEXT: usize = runtime::channels::MESSENGER.text;
const INSTAGRAM: usize = runtime::channels::INSTAGRAM.text;
/// Choices that stay with a message, and its text with them; choices that go once one is pressed.
const BUTTONS: usize = 3;
const TEMPLATE_TEXT: usize = 640;
const QUICK_REPLIES: usize = 13;
/// Characters of a choice's title, and of what comes back.
const TITLE: usize = 20;
const PAYLOAD: usize = 1000;

pub(crate) fn call(channel: &Channel, said: &Said) -> Result<Call, Refusal> {
    let comment = [&said.reply_to, &said.last_inbound].into_iter().find(|id| !id.is_empty()).filter(|id| is_comment(id));
    let (path, body) = match comment {
        Some(comment) => (format!("{comment}/comments"), json!({ "message": said.text_within(TEXT)? })),
        None => (format!("{}/messages", channel.service_identifier), message(channel, said)?),
    };
    addressed(channel, &path, body)
}

/// Shows a person that somebody reads or writes; comments have no such thing.
pub(crate) fn courtesy(channel: &Channel, shown: &Shown) -> Option<Call> {
    if is_comment(&shown.last_inbound) {
        return None;
    }
    let action = if shown.what == Courtesy::Read { "mark_seen" } else { "typing_on" };
    let body = json!({ "recipient": { "id": shown.to }, "sender_action": action });
    addressed(channel, &format!("{}/messages", channel.service_identifier), body).ok()
}

/// Where a person's name is asked for; Instagram has it in one piece. Comments carry the names of their writers.
pub(crate) fn profile(channel: &Channel, event: &Event) -> Option<Grab> {
    let person = event.from.as_deref().filter(|person| !person.is_empty() && person.bytes().all(|byte| byte.is_ascii_digit()))?;
    if event.kind == "comment" {
        return None;
    }
    let fields = if channel.channel_type == "INSTAGRAM" { "name" } else { "first_name,last_name" };
    let Call { mut url, headers, .. } = addressed(channel, person, Value::Null).ok()?;
    url.push_str(if url.contains('?') { "&fields=" } else { "?fields=" });
    url.push_str(fields);
    let headers = headers.into_iter().map(|(name, value)| (HeaderName::from_static(name), value)).collect();
    Some(Grab { url, headers, ..Grab::default() })
}

/// The name, as one.
pub(crate) fn profiled(body: &[u8]) -> Vec<(&'static str, String)> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let parts: Vec<_> = ["first_name", "last_name", "name"].iter().filter_map(|field| answer[*field].as_str()).collect();
    let name = parts.join(" ").trim().to_owned();
    if name.is_empty() { Vec::new() } else { vec![("firstName", name)] }
}

/// The call with what proves who we are.
pub(crate) fn addressed(channel: &Channel, path: &str, body: Value) -> Result<Call, Refusal> {
    let token = channel.secret("pageToken").ok_or_else(|| Refusal::new(ErrorClass::Auth, "NO_KEY", "the account has no page token"))?;
    let host = channel.setting_or("hostUrl", "https://graph.facebook.com/v26.0").trim_end_matches('/');
    let mut url = format!("{host}/{path}");
    if let Some(secret) = channel.secret("appSecret") {
        url.push_str("?appsecret_proof=");
        url.push_str(&sign::hmac_sha256_hex(secret.as_bytes(), &[token.as_bytes()]));
    }
    Ok(Call { url, headers: vec![("authorization", format!("Bearer {token}"))], basic: None, payload: Payload::Json(body) })
}

/// Ids of comments are the page's, the post's and their own; ids of messages begin with `m_`.
fn is_comment(id: &str) -> bool {
    id.contains('_') && id.bytes().all(|byte| byte.is_ascii_digit() || byte == b'_')
}

fn message(channel: &Channel, said: &Said) -> Result<Value, Refusal> {
    let mut message = content(channel, said)?;
    message["metadata"] = said.id.as_str().into();
    let mut body = json!({ "recipient": { "id": said.to }, "messaging_type": "RESPONSE", "message": message });
    if said.human_late {
        body["messaging_type"] = "MESSAGE_TAG".into();
        body["tag"] = "HUMAN_AGENT".into();
    }
    if !said.reply_to.is_empty() {
        body["reply_to"] = json!({ "mid": said.reply_to });
    }
    Ok(body)
}

fn content(channel: &Channel, said: &Said) -> Result<Value, Refusal> {
    Ok(match said.kind() {
        "PLAIN" => json!({ "text": words(channel, said)? }),
        "IMAGE" => attachment("image", said)?,
        "AUDIO" => attachment("audio", said)?,
        "VIDEO" => attachment("video", said)?,
        "FILE" => attachment("file", said)?,
        "BUTTON" => choices(channel, said)?,
        "LOCATION" => {
            let place = &said.body["location"];
            let name = said.body["additionalDetails"]["name"].as_str().unwrap_or("Location");
            json!({ "text": format!("{name}: {}, {}", place["latitude"], place["longitude"]) })
        }
        _ => return Err(said.unsupported()),
    })
}

/// Buttons stay with the message, and may open pages: up to three. Quick replies are gone once one of them is pressed: up to thirteen.
fn choices(channel: &Channel, said: &Said) -> Result<Value, Refusal> {
    let choices = said.buttons(QUICK_REPLIES)?;
    let opens = choices.iter().any(|choice| choice.url.is_some());
    let stays = said.body["buttonMessageType"] == "BUTTON" && choices.len() <= BUTTONS && said.text().chars().count() <= TEMPLATE_TEXT;
    if stays || opens {
        let text = said.text_within(TEMPLATE_TEXT)?;
        let mut buttons = Vec::with_capacity(choices.len());
        for choice in &said.buttons(BUTTONS)? {
            let title = choice.title_within(TITLE)?;
            buttons.push(match choice.url {
                Some(url) => json!({ "type": "web_url", "url": url, "title": title }),
                None => json!({ "type": "postback", "title": title, "payload": choice.payload_within(PAYLOAD)? }),
            });
        }
        return Ok(
            json!({ "attachment": { "type": "template", "payload": { "template_type": "button", "text": text, "buttons": buttons } } }),
        );
    }
    let mut replies = Vec::with_capacity(choices.len());
    for choice in &choices {
        replies.push(json!({ "content_type": "text", "title": choice.title_within(TITLE)?, "payload": choice.payload_within(PAYLOAD)? }));
    }
    Ok(json!({ "text": words(channel, said)?, "quick_replies": replies }))
}

fn words<'a>(channel: &Channel, said: &'a Said) -> Result<&'a str, Refusal> {
    let text = said.text_within(TEXT)?;
    if channel.channel_type == "INSTAGRAM" && text.len() > INSTAGRAM {
        let detail = format!("the text has {} bytes, this channel takes {INSTAGRAM}", text.len());
        return Err(Refusal::new(ErrorClass::InvalidRequest, "TEXT_TOO_LONG", detail));
    }
    Ok(text)
}

fn attachment(kind: &str, said: &Said) -> Result<Value, Refusal> {
    if !said.text().is_empty() {
        // They would be lost, and whoever wrote them would not know.
        return Err(Refusal::new(
            ErrorClass::InvalidRequest,
            "CAPTION",
            "this channel carries no words with a file: send them on their own",
        ));
    }
    Ok(json!({ "attachment": { "type": kind, "payload": { "url": said.media_url()?, "is_reusable": true } } }))
}

pub(crate) fn answer(status: u16, body: &[u8]) -> Answer {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    if (200..300).contains(&status) {
        return match answer["message_id"].as_str().or_else(|| answer["id"].as_str()) {
            Some(id) => Answer::Sent(id.to_owned()),
            None => Answer::Unclear("the provider answered without an id".to_owned()),
        };
    }
    let error = &answer["error"];
    if let Some(code) = digits(&error["code"]) {
        return Answer::Refused(refusal(
            code,
            digits(&error["error_subcode"]).unwrap_or_default(),
            error["message"].as_str().unwrap_or_default(),
        ));
    }
    match status {
        401 | 403 => Answer::Refused(Refusal::new(ErrorClass::Auth, status.to_string(), "")),
        429 => Answer::Refused(Refusal::new(ErrorClass::RateLimited, status.to_string(), "")),
        400..=499 => Answer::Refused(Refusal::new(ErrorClass::InvalidRequest, status.to_string(), "")),
        _ => Answer::Unclear(format!("the provider answered {status}")),
    }
}
