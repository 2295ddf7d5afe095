//! Normalised thing → message of the conversation: chapter 8 of `channels.md`.

use serde_json::{Value, json};

use crate::event::Event;
use crate::media::attachment;

/// The body in the log.
pub(crate) fn body(event: &Event) -> Value {
    let text = event.text.clone().unwrap_or_default();
    match event.kind.as_str() {
        "text" => without_nulls(json!({ "type": "PLAIN", "markdownText": text, "additionalDetails": details(event) })),
        "choice" => json!({ "type": "PLAIN", "markdownText": text, "additionalDetails": { "choice": event.more.get("choice") } }),
        "image" => file("IMAGE", event),
        "video" => file("VIDEO", event),
        "audio" => file("AUDIO", event),
        "document" => file("FILE", event),
        "sticker" => {
            let id = event.media.first().and_then(|media| media.id.clone());
            let mut body = file("STICKER", event);
            body["stickerId"] = id.into();
            body
        }
        "location" => location(event),
        "contacts" => contacts(event),
        "comment" => {
            json!({ "type": "COMMENT", "markdownText": text, "postId": event.word(&["comment", "post_id"]), "itemType": "COMMENT" })
        }
        "deleted" => json!({ "type": "DELETEDNOTIFICATION", "originalMessageId": event.more.get("original_id") }),
        _ => json!({ "type": "CUSTOM", "markdownText": in_words(event), "jsonNode": event }),
    }
}

fn file(kind: &str, event: &Event) -> Value {
    let mut files = event.media.iter().map(attachment);
    let first = files.next().unwrap_or_else(|| json!({ "state": "NOT_FETCHED" }));
    let mut body = json!({ "type": kind, "caption": event.text.clone().unwrap_or_default(), "attachment": first });
    let others: Vec<_> = files.collect();
    if !others.is_empty() {
        body["additionalAttachments"] = others.into();
    }
    body
}

fn location(event: &Event) -> Value {
    let place = event.more.get("location").cloned().unwrap_or_default();
    let details = json!({ "name": place["name"], "address": place["address"], "url": place["url"] });
    without_nulls(json!({
        "type": "LOCATION",
        "location": { "latitude": place["latitude"], "longitude": place["longitude"] },
        "additionalDetails": without_nulls(details),
    }))
}

fn contacts(event: &Event) -> Value {
    let given = event.more.get("contacts").and_then(Value::as_array).cloned().unwrap_or_default();
    let contact = |contact: &Value| {
        let phones = contact["phones"].as_array().cloned().unwrap_or_default();
        let phone = |phone: &Value| json!({ "phone": phone["phone"], "additionalPhoneDetails": without_nulls(json!({ "type": phone["type"], "wa_id": phone["wa_id"] })) });
        json!({
            "name": { "formattedName": contact["formatted_name"] },
            "phones": phones.iter().map(phone).collect::<Vec<_>>(),
            "additionalContactDetails": without_nulls(json!({ "emails": contact["emails"], "origin": contact["origin"] })),
        })
    };
    let mut body = json!({ "type": "CONTACT", "contacts": given.iter().map(contact).collect::<Vec<_>>() });
    if !event.media.is_empty() {
        body["attachment"] = event.media.iter().map(attachment).next().unwrap_or_default();
    }
    body
}

/// What a text came with: a link's preview, the ad it answers, that it was forwarded.
fn details(event: &Event) -> Value {
    let kept = ["link", "referral", "forwarded", "frequently_forwarded", "opt_out"];
    let details: serde_json::Map<_, _> =
        kept.iter().filter_map(|name| event.more.get(*name).map(|value| ((*name).to_owned(), value.clone()))).collect();
    if details.is_empty() { Value::Null } else { Value::Object(details) }
}

/// What lists and desks show of a thing that has no text of its own.
fn in_words(event: &Event) -> String {
    match event.kind.as_str() {
        "reaction" => event.word(&["reaction", "emoji"]).to_owned(),
        "system" => event.word(&["system", "body"]).to_owned(),
        _ => event.text.clone().unwrap_or_default(),
    }
}

fn without_nulls(mut value: Value) -> Value {
    if let Some(object) = value.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    value
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::event::Media;

    #[test]
    fn a_picture_with_a_caption_is_an_image_that_was_not_fetched() {
        let mut event = Event::new("image", "whatsapp");
        event.text = Some("Broken on arrival".to_owned());
        event.media = vec![Media { r#type: "image".to_owned(), id: Some("1".to_owned()), ..Media::default() }];
        let body = body(&event);
        assert_eq!((body["type"].as_str(), body["caption"].as_str()), (Some("IMAGE"), Some("Broken on arrival")));
        assert_eq!(body["attachment"]["state"], "NOT_FETCHED");
    }

    #[test]
    fn a_choice_is_its_title_and_a_reaction_its_sign() {
        let mut event = Event::new("choice", "whatsapp");
        event.text = Some("Track parcel".to_owned());
        event.set("choice", json!({ "id": "track:4711" }));
        assert_eq!(body(&event)["additionalDetails"]["choice"]["id"], "track:4711");
        let mut event = Event::new("reaction", "whatsapp");
        event.set("reaction", json!({ "emoji": "👍🏽" }));
        assert_eq!((body(&event)["type"].as_str(), body(&event)["markdownText"].as_str()), (Some("CUSTOM"), Some("👍🏽")));
    }
}
