//! Comments on a page's posts.

use connector::{Decoded, Event, Media, digits, text};
use serde_json::{Value, json};

use crate::messaging;

pub(crate) fn decode(channel: &str, entry: &Value, change: &Value, decoded: &mut Decoded) -> Result<(), &'static str> {
    let value = &change["value"];
    // Applications with Instagram login get their messages in this shape.
    if channel == "instagram" && change["field"] == "messages" {
        return messaging::decode(channel, value, decoded);
    }
    if change["field"] != "feed" || value["item"] != "comment" {
        decoded.ignore(change["field"].as_str().unwrap_or("change"));
        return Ok(());
    }
    let from = text(&value["from"]["id"]).ok_or("NO_SENDER")?;
    if entry["id"] == *from {
        decoded.ignore("echo");
        return Ok(());
    }
    let id = text(&value["comment_id"]).ok_or("NO_ID")?;
    let seconds = digits(&value["created_time"]).ok_or("BAD_TIMESTAMP")?;
    let verb = text(&value["verb"]).unwrap_or_default();
    let kind = match verb.as_str() {
        "add" => "comment",
        "edited" => "edited",
        "remove" => "deleted",
        other => {
            decoded.ignore(other);
            return Ok(());
        }
    };
    let mut event = Event::new(kind, "facebook_feed");
    if kind == "comment" {
        event.key.clone_from(&id);
        event.provider_message_id = Some(id);
    } else {
        event.keyed(&[&id, &verb, &seconds.to_string(), value["message"].as_str().unwrap_or_default()]);
        event.set("original_id", id.into());
    }
    event.from = Some(from);
    event.to = text(&entry["id"]);
    event.timestamp_ms = Some(seconds.checked_mul(1000).ok_or("BAD_TIMESTAMP")?);
    event.text = text(&value["message"]);
    event.set("profile_name", text(&value["from"]["name"]).into());
    event.set("comment", json!({ "post_id": value["post_id"], "parent_id": value["parent_id"], "verb": verb }));
    for (kind, key) in [("image", "photo"), ("video", "video")] {
        if let Some(url) = text(&value[key]) {
            event.media.push(Media { r#type: kind.to_owned(), url: Some(url), ..Media::default() });
        }
    }
    decoded.events.push(event);
    Ok(())
}
