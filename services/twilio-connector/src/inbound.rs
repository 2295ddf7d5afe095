//! Forms of Twilio: messages of customers, status callbacks, events of Conversations.

use std::collections::HashMap;

use connector::{Decoded, Event, Media, Raw, digits};
use http::Method;
use ids::parse_rfc3339;
use serde_json::{Map, Value, json};

use crate::status;

/// The parameters of a request, wherever they are.
pub(crate) struct Form(HashMap<String, String>);

impl Form {
    pub(crate) fn of(raw: &Raw) -> Self {
        let bytes = if raw.method == Method::GET { raw.query.as_deref().unwrap_or_default().as_bytes() } else { &raw.body };
        let mut form = HashMap::new();
        for (key, value) in form_urlencoded::parse(bytes) {
            form.entry(key.into_owned()).or_insert_with(|| value.into_owned());
        }
        Self(form)
    }

    /// Whether the parameter is there and not empty.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    /// The whole form, for what is rejected.
    fn shown(&self) -> Value {
        json!(self.0)
    }
}

/// Whether a form is text once it is taken out of its coding: what is not would be shown with other signs than were written.
pub(crate) fn is_utf8(raw: &Raw) -> bool {
    let bytes = if raw.method == Method::GET { raw.query.as_deref().unwrap_or_default().as_bytes() } else { &raw.body };
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16)).and_then(|digit| u8::try_from(digit).ok());
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if let (b'%', Some(high), Some(low)) = (byte, digit(bytes.get(at + 1)), digit(bytes.get(at + 2))) {
            plain.push(high * 16 + low);
            at += 3;
        } else {
            plain.push(*byte);
            at += 1;
        }
    }
    std::str::from_utf8(&plain).is_ok()
}

pub(crate) fn decode(raw: &Raw, decoded: &mut Decoded) {
    let form = Form::of(raw);
    let own_id = raw.parameter("m");
    let read = match (form.get("ConversationSid"), form.get("MessageStatus"), form.get("SmsStatus")) {
        (Some(_), ..) => return conversations(&form, decoded),
        (_, Some("receiving" | "received"), _) | (_, None, None | Some("receiving" | "received")) => {
            message(&form).map(|event| decoded.events.push(event))
        }
        (_, Some(word), _) | (_, None, Some(word)) => status::status(&form, word, own_id).map(|status| decoded.statuses.push(status)),
    };
    if let Err(reason) = read {
        decoded.reject(reason, &form.shown());
    }
}

fn message(form: &Form) -> Result<Event, &'static str> {
    let id = form.text("MessageSid").or_else(|| form.text("SmsSid")).ok_or("NO_ID")?;
    let from = form.text("From").ok_or("NO_SENDER")?;
    let count = form.get("NumMedia").and_then(|count| count.parse::<usize>().ok()).unwrap_or(0).min(10);
    let channel = match from.split_once(':') {
        Some(("whatsapp", _)) => "whatsapp",
        Some(("messenger", _)) => "messenger",
        _ if count > 0 => "mms",
        _ => "sms",
    };
    let mut event = Event::new("text", channel);
    event.key.clone_from(&id);
    event.provider_message_id = Some(id);
    event.from = Some(from);
    event.to = form.text("To");
    event.text = form.text("Body");
    event.media = (0..count).filter_map(|index| media(form, index)).collect();
    kind(&mut event, form);
    context(&mut event, form);
    Ok(event)
}

fn media(form: &Form, index: usize) -> Option<Media> {
    let url = form.text(&format!("MediaUrl{index}"))?;
    let mime = form.text(&format!("MediaContentType{index}")).unwrap_or_default();
    let sticker = mime == "image/webp" && form.get("MessageType") == Some("sticker");
    let kind = if sticker { "sticker" } else { media_kind(&mime) };
    Some(Media { r#type: kind.to_owned(), id: None, url: Some(url), mime_type: Some(mime), more: Map::new() })
}

fn media_kind(mime: &str) -> &'static str {
    match mime.split_once('/') {
        Some(("image", _)) => "image",
        Some(("audio", _)) => "audio",
        Some(("video", _)) => "video",
        _ => "document",
    }
}

/// The first rule that fits.
fn kind(event: &mut Event, form: &Form) {
    let number = |name: &str| form.get(name).and_then(|text| text.parse::<f64>().ok()).map(Value::from);
    if let (Some(latitude), Some(longitude)) = (number("Latitude"), number("Longitude")) {
        let mut place = json!({ "latitude": latitude, "longitude": longitude });
        for (ours, theirs) in [("name", "Label"), ("address", "Address")] {
            if let Some(text) = form.text(theirs) {
                place[ours] = text.into();
            }
        }
        event.set("location", place);
        return "location".clone_into(&mut event.kind);
    }
    let choice = [("button", "ButtonPayload", "ButtonText"), ("list", "ListId", "ListTitle")];
    if let Some((source, id, title)) = choice.into_iter().find(|(_, id, _)| form.is(id)) {
        let title = form.text(title).or_else(|| form.text("Body"));
        event.text.clone_from(&title);
        event.set("choice", json!({ "source": source, "id": form.text(id), "title": title }));
        return "choice".clone_into(&mut event.kind);
    }
    if let Some(first) = event.media.first() {
        let card = matches!(first.mime_type.as_deref(), Some("text/vcard" | "text/x-vcard"));
        event.kind = if card { "contacts".to_owned() } else { first.r#type.clone() };
    } else if event.text.is_none() {
        event.set("unsupported", json!({ "type": form.text("MessageType") }));
        "unsupported".clone_into(&mut event.kind);
    }
}

fn context(event: &mut Event, form: &Form) {
    if let Some(id) = form.text("OriginalRepliedMessageSid") {
        event.set("reply_to", json!({ "id": id, "from": form.text("OriginalRepliedMessageSender") }));
    }
    for (ours, theirs) in [("forwarded", "Forwarded"), ("frequently_forwarded", "FrequentlyForwarded")] {
        if form.get(theirs) == Some("true") {
            event.set(ours, true.into());
        }
    }
    let ad = [
        ("source_type", "ReferralSourceType"),
        ("source_id", "ReferralSourceId"),
        ("source_url", "ReferralSourceUrl"),
        ("headline", "ReferralHeadline"),
        ("body", "ReferralBody"),
        ("click_id", "ReferralCtwaClid"),
    ];
    let ad: Map<_, _> = ad.into_iter().filter_map(|(ours, theirs)| Some((ours.to_owned(), form.text(theirs)?.into()))).collect();
    if !ad.is_empty() {
        event.set("referral", Value::Object(ad));
    }
    event.set("profile_name", form.text("ProfileName").into());
    event.set("opt_out", form.text("OptOutType").into());
    let user = form.text("ExternalUserId").map(|id| id.strip_prefix("whatsapp:").unwrap_or(&id).to_owned());
    event.set("user_id", user.into());
}

/// Events of Conversations; what we wrote ourselves comes back and is passed over.
fn conversations(form: &Form, decoded: &mut Decoded) {
    let kind = form.get("EventType").unwrap_or("conversation");
    let read = match (kind, form.get("Source")) {
        ("onMessageAdded", Some("API" | "SDK")) => return decoded.ignore("own"),
        ("onMessageAdded", _) => added(form).map(|event| decoded.events.push(event)),
        ("onDeliveryUpdated", _) => {
            status::status(form, form.get("Status").unwrap_or_default(), None).map(|status| decoded.statuses.push(status))
        }
        _ => return decoded.ignore(kind),
    };
    if let Err(reason) = read {
        decoded.reject(reason, &form.shown());
    }
}

fn added(form: &Form) -> Result<Event, &'static str> {
    let id = form.text("MessageSid").ok_or("NO_ID")?;
    let channel = form.get("Source").unwrap_or("sms").to_lowercase();
    let mut event = Event::new("text", &channel);
    event.key.clone_from(&id);
    event.provider_message_id = Some(id);
    event.from = Some(form.text("Author").ok_or("NO_SENDER")?);
    event.to = form.text("ConversationSid");
    event.timestamp_ms = form.get("DateCreated").and_then(parse_rfc3339);
    event.text = form.text("Body");
    let files: Vec<Value> = form.get("Media").and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
    for file in files.iter().take(10) {
        let word = |name: &str| file[name].as_str().map(str::to_owned);
        let mut media = Media { id: word("Sid"), mime_type: word("ContentType"), ..Media::default() };
        media_kind(media.mime_type.as_deref().unwrap_or_default()).clone_into(&mut media.r#type);
        if let Some(name) = word("Filename") {
            media.more.insert("filename".to_owned(), name.into());
        }
        if let Some(size) = digits(&file["Size"]) {
            media.more.insert("size".to_owned(), size.into());
        }
        event.media.push(media);
    }
    kind(&mut event, form);
    Ok(event)
}
