//! Normalised thing → message of the conversation: chapter 8 of `channels.md`.

use serde_json::{Value, json};

use crate::event::{Event, Media};
use crate::media::attachment;
use crate::outgoing::Attached;

/// The body in the log. `files` are those of `event.media`, in their order; the further ones are messages of their own ([`further`]).
pub(crate) fn body(event: &Event, files: &[Attached]) -> Value {
    let text = event.text.clone().unwrap_or_default();
    match event.kind.as_str() {
        "text" => without_nulls(json!({ "type": "PLAIN", "markdownText": text, "additionalDetails": details(event) })),
        "choice" => json!({ "type": "PLAIN", "markdownText": text, "additionalDetails": { "choice": event.more.get("choice") } }),
        "image" => file("IMAGE", event, files),
        "video" => file("VIDEO", event, files),
        "audio" => file("AUDIO", event, files),
        "document" => file("FILE", event, files),
        "sticker" => {
            let id = event.media.first().and_then(|media| media.id.clone());
            let mut body = file("STICKER", event, files);
            body["stickerId"] = id.into();
            body
        }
        "location" => location(event),
        "contacts" => contacts(event, files),
        "comment" => {
            let mut body =
                json!({ "type": "COMMENT", "markdownText": text, "postId": event.word(&["comment", "post_id"]), "itemType": "COMMENT" });
            attach(&mut body, event, files);
            body
        }
        "deleted" => json!({ "type": "DELETEDNOTIFICATION", "originalMessageId": event.more.get("original_id") }),
        _ => {
            let mut body = json!({ "type": "CUSTOM", "markdownText": in_words(event), "jsonNode": without_addresses(event) });
            attach(&mut body, event, files);
            body
        }
    }
}

/// The body of the message that carries one of the further files: a message of ours has one.
pub(crate) fn further(media: &Media, file: &Attached) -> Value {
    let kind = match (media.r#type.as_str(), file) {
        (_, Attached::Kept(file)) => file.body_type(),
        ("image" | "story_mention" | "sticker", _) => "IMAGE",
        ("audio", _) => "AUDIO",
        ("video", _) => "VIDEO",
        _ => "FILE",
    };
    json!({ "type": kind, "caption": "", "attachment": attachment(media, file) })
}

/// Where the provider has a file is nobody's business after this.
fn without_addresses(event: &Event) -> Event {
    let mut shown = event.clone();
    for media in &mut shown.media {
        media.url = None;
    }
    shown
}

fn attach(body: &mut Value, event: &Event, files: &[Attached]) {
    if let (Some(media), Some(file)) = (event.media.first(), files.first()) {
        body["attachment"] = attachment(media, file);
    }
}

fn file(kind: &str, event: &Event, files: &[Attached]) -> Value {
    let mut body = json!({ "type": kind, "caption": event.text.clone().unwrap_or_default(), "attachment": { "state": "NOT_FETCHED" } });
    attach(&mut body, event, files);
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

fn contacts(event: &Event, files: &[Attached]) -> Value {
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
    attach(&mut body, event, files);
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

    fn picture() -> Event {
        let mut event = Event::new("image", "whatsapp");
        event.text = Some("Broken on arrival".to_owned());
        let media = Media {
            r#type: "image".to_owned(),
            id: Some("1".to_owned()),
            url: Some("https://there.example/1".to_owned()),
            ..Media::default()
        };
        event.media = vec![media];
        event
    }

    fn kept() -> Attached {
        let file = json!({ "id": "f1", "state": "AVAILABLE", "name": "image.png", "mimeType": "image/png", "size": 9, "width": 3, "height": 2, "sha256": "" });
        Attached::Kept(serde_json::from_value(file).unwrap())
    }

    #[test]
    fn a_picture_with_a_caption_is_an_image_that_names_its_file() {
        let body = body(&picture(), &[kept()]);
        assert_eq!((body["type"].as_str(), body["caption"].as_str()), (Some("IMAGE"), Some("Broken on arrival")));
        assert_eq!((body["attachment"]["fileId"].as_str(), body["attachment"]["width"].as_i64()), (Some("f1"), Some(3)));
        assert!(body["attachment"].get("state").is_none() && !body.to_string().contains("there.example"));
    }

    #[test]
    fn a_picture_that_could_not_be_fetched_is_still_a_message_and_says_why() {
        let body = body(&picture(), &[Attached::Missing("picture could not be fetched: it is gone".to_owned())]);
        assert_eq!((body["type"].as_str(), body["caption"].as_str()), (Some("IMAGE"), Some("Broken on arrival")));
        assert_eq!(body["attachment"]["problem"], "picture could not be fetched: it is gone");
    }

    #[test]
    fn things_of_other_kinds_carry_their_file_and_never_its_address() {
        let mut event = picture();
        "surprise".clone_into(&mut event.kind);
        let body = body(&event, &[kept()]);
        assert_eq!((body["type"].as_str(), body["attachment"]["fileId"].as_str()), (Some("CUSTOM"), Some("f1")));
        assert!(!body.to_string().contains("there.example"), "{body}");
    }

    #[test]
    fn a_choice_is_its_title_and_a_reaction_its_sign() {
        let mut event = Event::new("choice", "whatsapp");
        event.text = Some("Track parcel".to_owned());
        event.set("choice", json!({ "id": "track:4711" }));
        assert_eq!(body(&event, &[])["additionalDetails"]["choice"]["id"], "track:4711");
        let mut event = Event::new("reaction", "whatsapp");
        event.set("reaction", json!({ "emoji": "👍🏽" }));
        assert_eq!((body(&event, &[])["type"].as_str(), body(&event, &[])["markdownText"].as_str()), (Some("CUSTOM"), Some("👍🏽")));
    }
}
