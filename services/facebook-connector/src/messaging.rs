//! Events of Messenger and Instagram Direct: `channels.md` 4.2 and 5.

use connector::{Decoded, Event, Media, Status, digits, text};
use serde_json::{Map, Value, json};

use crate::envelope::list;

type Read<T> = Result<T, &'static str>;

const HANDOVERS: [&str; 4] = ["pass_thread_control", "take_thread_control", "request_thread_control", "app_roles"];
/// What is not an event of its own among an item's keys.
const AROUND: [&str; 4] = ["sender", "recipient", "timestamp", "prior_message"];

pub(crate) fn decode(channel: &str, item: &Value, decoded: &mut Decoded) -> Read<()> {
    let Some(object) = item.as_object() else { return Err("NOT_AN_OBJECT") };
    let has = |key: &str| object.get(key).is_some_and(Value::is_object);
    if has("message") {
        if item["message"]["is_echo"] == true {
            decoded.ignore("echo");
        } else {
            decoded.events.push(message(channel, item)?);
        }
    } else if has("postback") {
        decoded.events.push(postback(channel, item)?);
    } else if has("reaction") {
        decoded.events.push(reaction(channel, item)?);
    } else if has("message_edit") {
        decoded.events.push(edit(channel, item)?);
    } else if has("referral") {
        let mut event = blank("referral", channel, item)?;
        event.keyed(&["referral", &event.from.clone().unwrap_or_default(), &item["timestamp"].to_string()]);
        event.set("referral", referral(&item["referral"]));
        decoded.events.push(event);
    } else if has("optin") {
        let mut event = blank("optin", channel, item)?;
        event.keyed(&["optin", &event.from.clone().unwrap_or_default(), &item["timestamp"].to_string()]);
        event.set("optin", json!({ "type": item["optin"]["type"], "payload": item["optin"]["payload"] }));
        decoded.events.push(event);
    } else if has("delivery") {
        deliveries(item, decoded)?;
    } else if has("read") {
        decoded.statuses.push(read(item)?);
    } else if let Some(action) = HANDOVERS.iter().find(|key| has(key)) {
        decoded.events.push(handover(channel, item, action)?);
    } else {
        let what = object.keys().find(|key| !AROUND.contains(&key.as_str())).map_or("messaging", String::as_str);
        decoded.ignore(what);
    }
    Ok(())
}

/// What every event has.
fn blank(kind: &str, channel: &str, item: &Value) -> Read<Event> {
    let mut event = Event::new(kind, channel);
    event.from = Some(text(&item["sender"]["id"]).ok_or("NO_SENDER")?);
    event.to = text(&item["recipient"]["id"]);
    event.timestamp_ms = Some(digits(&item["timestamp"]).ok_or("BAD_TIMESTAMP")?);
    Ok(event)
}

fn message(channel: &str, item: &Value) -> Read<Event> {
    let message = &item["message"];
    let id = text(&message["mid"]).ok_or("NO_ID")?;
    let mut event = blank("text", channel, item)?;
    if message["is_deleted"] == true {
        event.keyed(&["deleted", &id]);
        event.set("original_id", id.into());
        "deleted".clone_into(&mut event.kind);
        return Ok(event);
    }
    event.key.clone_from(&id);
    event.provider_message_id = Some(id);
    event.text = text(&message["text"]);
    attachments(&mut event, list(&message["attachments"]));
    if let Some(payload) = text(&message["quick_reply"]["payload"]) {
        event.set("choice", json!({ "source": "quick_reply", "id": payload, "title": event.text }));
        "choice".clone_into(&mut event.kind);
    } else if message["is_unsupported"] == true || (event.kind == "text" && event.text.is_none()) {
        if !event.more.contains_key("unsupported") {
            event.set("unsupported", json!({ "type": "is_unsupported" }));
        }
        "unsupported".clone_into(&mut event.kind);
    }
    if let Some(quoted) = text(&message["reply_to"]["mid"]) {
        event.set("reply_to", json!({ "id": quoted }));
    } else if message["reply_to"]["story"].is_object() {
        let story = &message["reply_to"]["story"];
        event.set("reply_to", json!({ "story_id": story["id"], "story_url": story["url"] }));
    }
    if message["referral"].is_object() {
        event.set("referral", referral(&message["referral"]));
    }
    Ok(event)
}

/// The kind is that of the first attachment; a preview of a link is none.
fn attachments(event: &mut Event, given: &[Value]) {
    let sticker = given.iter().any(|attachment| attachment["type"] == "sticker");
    for attachment in given {
        let kind = attachment["type"].as_str().unwrap_or_default();
        let payload = &attachment["payload"];
        // Until September 2026 a sticker came as a picture as well.
        if sticker && kind == "image" && !payload["sticker_id"].is_null() {
            continue;
        }
        let ours = match kind {
            "image" | "audio" | "video" | "sticker" => kind,
            "file" => "document",
            "story_mention" => "image",
            "fallback" if event.text.is_some() => {
                event.set("link", json!({ "url": payload["url"].as_str().or_else(|| attachment["url"].as_str()), "title": payload["title"].as_str().or_else(|| attachment["title"].as_str()) }));
                continue;
            }
            "share" | "ig_reel" | "ig_post" | "reel" | "post" if payload["url"].is_string() => "document",
            _ => {
                event.set("unsupported", json!({ "type": kind }));
                continue;
            }
        };
        if event.media.is_empty() {
            ours.clone_into(&mut event.kind);
        }
        event.media.push(media(if kind == "story_mention" { kind } else { ours }, payload));
    }
}

fn media(kind: &str, payload: &Value) -> Media {
    let id = digits(&payload["sticker_id"]).map(|id| id.to_string());
    let mut more = Map::new();
    if let Some(title) = text(&payload["title"]) {
        more.insert("filename".to_owned(), title.into());
    }
    Media { r#type: kind.to_owned(), id, url: text(&payload["url"]), mime_type: None, more }
}

fn postback(channel: &str, item: &Value) -> Read<Event> {
    let given = &item["postback"];
    let mut event = blank("choice", channel, item)?;
    let payload = text(&given["payload"]).ok_or("NO_PAYLOAD")?;
    event.provider_message_id = text(&given["mid"]);
    match event.provider_message_id.clone() {
        Some(id) => event.key = id,
        None => event.keyed(&[&event.from.clone().unwrap_or_default(), &item["timestamp"].to_string(), &payload]),
    }
    event.text = text(&given["title"]);
    event.set("choice", json!({ "source": "postback", "id": payload, "title": event.text }));
    if given["referral"].is_object() {
        event.set("referral", referral(&given["referral"]));
    }
    Ok(event)
}

fn reaction(channel: &str, item: &Value) -> Read<Event> {
    let given = &item["reaction"];
    let mut event = blank("reaction", channel, item)?;
    let target = text(&given["mid"]).ok_or("NO_TARGET")?;
    let action = text(&given["action"]).unwrap_or_else(|| "react".to_owned());
    event.keyed(&[&target, &event.from.clone().unwrap_or_default(), &item["timestamp"].to_string(), &action]);
    let mut ours = json!({ "target_id": target, "emoji": text(&given["emoji"]), "action": action });
    if let Some(name) = text(&given["reaction"]) {
        ours["name"] = name.into();
    }
    event.set("reaction", ours);
    Ok(event)
}

fn edit(channel: &str, item: &Value) -> Read<Event> {
    let given = &item["message_edit"];
    let mut event = blank("edited", channel, item)?;
    let original = text(&given["mid"]).ok_or("NO_ORIGINAL")?;
    let number = digits(&given["num_edit"]).unwrap_or_default();
    event.keyed(&["edit", &original, &number.to_string()]);
    event.set("original_id", original.into());
    event.text = text(&given["text"]);
    Ok(event)
}

fn handover(channel: &str, item: &Value, action: &str) -> Read<Event> {
    let given = &item[action];
    let mut event = blank("handover", channel, item)?;
    event.keyed(&[action, &event.from.clone().unwrap_or_default(), &item["timestamp"].to_string()]);
    event.set("handover", json!({ "action": action, "new_owner_app_id": given["new_owner_app_id"], "metadata": given["metadata"] }));
    Ok(event)
}

fn referral(given: &Value) -> Value {
    let ours = [
        ("source_type", &given["source"]),
        ("source_id", &given["ad_id"]),
        ("ref", &given["ref"]),
        ("headline", &given["ads_context_data"]["ad_title"]),
    ];
    let found = ours.into_iter().filter(|(_, value)| !value.is_null()).map(|(name, value)| (name.to_owned(), value.clone()));
    Value::Object(found.collect())
}

/// One status for each message that is named; one without an id if only a time is.
fn deliveries(item: &Value, decoded: &mut Decoded) -> Read<()> {
    let recipient = text(&item["sender"]["id"]).ok_or("NO_SENDER")?;
    let watermark = digits(&item["delivery"]["watermark"]).ok_or("NO_WATERMARK")?;
    let named: Vec<_> = list(&item["delivery"]["mids"]).iter().filter_map(text).collect();
    let status = |id: Option<String>| Status {
        key: id.as_ref().map_or_else(|| format!("{recipient}|delivered|{watermark}"), |id| format!("{id}|delivered")),
        provider_message_id: id,
        status: "delivered".to_owned(),
        provider_status: "delivery".to_owned(),
        recipient: Some(recipient.clone()),
        timestamp_ms: digits(&item["timestamp"]),
        watermark_ms: Some(watermark),
        ..Status::default()
    };
    if named.is_empty() {
        decoded.statuses.push(status(None));
    }
    decoded.statuses.extend(named.into_iter().map(|id| status(Some(id))));
    Ok(())
}

/// Messenger names a time, Instagram a message.
fn read(item: &Value) -> Read<Status> {
    let recipient = text(&item["sender"]["id"]).ok_or("NO_SENDER")?;
    let (id, watermark) = (text(&item["read"]["mid"]), digits(&item["read"]["watermark"]));
    let key = match (&id, watermark) {
        (Some(id), _) => format!("{id}|read"),
        (None, Some(watermark)) => format!("{recipient}|read|{watermark}"),
        (None, None) => return Err("NO_WATERMARK"),
    };
    Ok(Status {
        key,
        provider_message_id: id,
        status: "read".to_owned(),
        provider_status: "read".to_owned(),
        recipient: Some(recipient),
        timestamp_ms: digits(&item["timestamp"]),
        watermark_ms: watermark,
        ..Status::default()
    })
}
