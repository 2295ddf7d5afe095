//! One of `messages[]`.

use connector::{Event, Media, digits, text};
use serde_json::{Map, Value, json};

use crate::cloud::{Around, list};

type Read = Result<Event, &'static str>;

pub(crate) fn message(item: &Value, around: &Around<'_>) -> Read {
    let id = text(&item["id"]).ok_or("NO_ID")?;
    let seconds = digits(&item["timestamp"]).filter(|_| item["timestamp"].is_string()).ok_or("BAD_TIMESTAMP")?;
    let from = text(&item["from"]).or_else(|| text(&item["from_user_id"])).ok_or("NO_SENDER")?;
    let mut event = Event::new("", "whatsapp");
    event.key.clone_from(&id);
    event.provider_message_id = Some(id);
    event.to.clone_from(&around.to);
    event.timestamp_ms = Some(seconds.checked_mul(1000).ok_or("BAD_TIMESTAMP")?);
    identity(&mut event, item, around, &from);
    event.from = Some(from);
    context(&mut event, item);
    content(&mut event, item, around)?;
    Ok(event)
}

/// Who wrote, as far as the provider says.
fn identity(event: &mut Event, item: &Value, around: &Around<'_>, from: &str) {
    let is_theirs = |contact: &&Value| contact["wa_id"] == *from || contact["user_id"] == *from;
    let only = || if let [only] = around.contacts { Some(only) } else { None };
    let nobody = Value::Null;
    let contact = around.contacts.iter().find(is_theirs).or_else(only).unwrap_or(&nobody);
    let user = text(&item["from_user_id"]).or_else(|| text(&contact["user_id"]));
    event.set("user_id", user.into());
    event.set("parent_user_id", text(&contact["parent_user_id"]).into());
    event.set("profile_name", text(&contact["profile"]["name"]).into());
    event.set("username", text(&contact["profile"]["username"]).into());
}

fn context(event: &mut Event, item: &Value) {
    let context = &item["context"];
    if let Some(id) = text(&context["id"]) {
        event.set("reply_to", json!({ "id": id, "from": text(&context["from"]) }));
    }
    for flag in ["forwarded", "frequently_forwarded"] {
        if context[flag] == true {
            event.set(flag, true.into());
        }
    }
    let ad = &item["referral"];
    if ad.is_object() {
        event.set(
            "referral",
            named(
                ad,
                &[
                    ("source_type", "source_type"),
                    ("source_id", "source_id"),
                    ("source_url", "source_url"),
                    ("headline", "headline"),
                    ("body", "body"),
                    ("click_id", "ctwa_clid"),
                ],
            ),
        );
    }
}

/// Fields that are there, under our names.
fn named(value: &Value, names: &[(&str, &str)]) -> Value {
    let found: Map<_, _> = names
        .iter()
        .filter_map(|(ours, theirs)| value.get(*theirs).filter(|field| !field.is_null()).map(|field| ((*ours).to_owned(), field.clone())))
        .collect();
    Value::Object(found)
}

fn content(event: &mut Event, item: &Value, around: &Around<'_>) -> Result<(), &'static str> {
    let kind = item["type"].as_str().unwrap_or_default();
    let part = &item[kind];
    match kind {
        "text" => {
            event.text = Some(text(&part["body"]).ok_or("NO_TEXT")?);
            "text".clone_into(&mut event.kind);
        }
        "image" | "video" | "audio" | "document" | "sticker" => media(event, kind, part),
        "voice" => {
            media(event, "audio", part);
            if let Some(file) = event.media.first_mut() {
                file.more.insert("voice".to_owned(), true.into());
            }
        }
        "location" => {
            "location".clone_into(&mut event.kind);
            let names = ["latitude", "longitude", "name", "address", "url"].map(|name| (name, name));
            event.set("location", named(part, &names));
        }
        "contacts" => {
            "contacts".clone_into(&mut event.kind);
            event.set("contacts", list(part).iter().map(contact).collect::<Vec<_>>().into());
        }
        "interactive" => interactive(event, part, around),
        "button" => choice(event, "template_button", &json!({ "id": part["payload"], "title": part["text"] })),
        "reaction" => reaction(event, part)?,
        "order" => order(event, part),
        "edit" => {
            "edited".clone_into(&mut event.kind);
            event.set("original_id", text(&part["original_message_id"]).ok_or("NO_ORIGINAL")?.into());
            event.text = said(&part["message"]);
        }
        "revoke" => {
            "deleted".clone_into(&mut event.kind);
            event.set("original_id", text(&part["original_message_id"]).ok_or("NO_ORIGINAL")?.into());
        }
        "system" => system(event, part),
        "request_welcome" => {
            "system".clone_into(&mut event.kind);
            event.set("system", json!({ "type": "request_welcome" }));
        }
        _ => unsupported(event, item, around),
    }
    Ok(())
}

/// Text or caption of the message inside an edit.
fn said(message: &Value) -> Option<String> {
    let kind = message["type"].as_str().unwrap_or_default();
    text(&message[kind]["body"]).or_else(|| text(&message[kind]["caption"]))
}

fn media(event: &mut Event, kind: &str, part: &Value) {
    kind.clone_into(&mut event.kind);
    event.text = text(&part["caption"]);
    let mut file = Media {
        r#type: kind.to_owned(),
        id: text(&part["id"]),
        url: text(&part["url"]).or_else(|| text(&part["link"])),
        mime_type: text(&part["mime_type"]),
        more: Map::new(),
    };
    for name in ["sha256", "filename", "voice", "animated", "file_size"] {
        if let Some(value) = part.get(name).filter(|value| !value.is_null()) {
            file.more.insert(if name == "file_size" { "size" } else { name }.to_owned(), value.clone());
        }
    }
    event.media.push(file);
}

fn contact(contact: &Value) -> Value {
    let mut ours = named(contact, &[("phones", "phones"), ("emails", "emails"), ("origin", "origin")]);
    ours["formatted_name"] = contact["name"]["formatted_name"].clone();
    ours
}

fn interactive(event: &mut Event, part: &Value, around: &Around<'_>) {
    let kind = part["type"].as_str().unwrap_or_default();
    let inner = &part[kind];
    match kind {
        "button_reply" => choice(event, "button", inner),
        "list_reply" => choice(event, "list", inner),
        "nfm_reply" => {
            let data: Value = inner["response_json"].as_str().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
            choice(event, "flow", &json!({ "id": data["flow_token"], "title": inner["body"], "data": data }));
        }
        "call_permission_reply" => {
            "system".clone_into(&mut event.kind);
            event.set("system", json!({ "type": "call_permission_reply", "body": inner["response"] }));
        }
        _ => unsupported(event, &json!({ "type": "interactive" }), around),
    }
}

fn choice(event: &mut Event, source: &str, given: &Value) {
    "choice".clone_into(&mut event.kind);
    event.text = text(&given["title"]);
    let mut ours = named(given, &["id", "title", "description", "data"].map(|name| (name, name)));
    ours["source"] = source.into();
    event.set("choice", ours);
}

fn reaction(event: &mut Event, part: &Value) -> Result<(), &'static str> {
    "reaction".clone_into(&mut event.kind);
    let emoji = text(&part["emoji"]);
    let action = if emoji.is_some() { "react" } else { "unreact" };
    event.set("reaction", json!({ "target_id": text(&part["message_id"]).ok_or("NO_TARGET")?, "emoji": emoji, "action": action }));
    Ok(())
}

fn order(event: &mut Event, part: &Value) {
    "order".clone_into(&mut event.kind);
    event.text = text(&part["text"]);
    let item = |item: &Value| {
        named(item, &[("retailer_id", "product_retailer_id"), ("quantity", "quantity"), ("price", "item_price"), ("currency", "currency")])
    };
    event.set(
        "order",
        json!({ "catalog_id": part["catalog_id"], "items": list(&part["product_items"]).iter().map(item).collect::<Vec<_>>() }),
    );
}

fn system(event: &mut Event, part: &Value) {
    "system".clone_into(&mut event.kind);
    let kind = match part["type"].as_str().unwrap_or("system") {
        "customer_changed_number" => "user_changed_number",
        kind => kind,
    };
    let new = text(&part["wa_id"]).or_else(|| text(&part["new_wa_id"])).or_else(|| text(&part["user_id"]));
    event.set("system", json!({ "type": kind, "new_id": new, "body": part["body"] }));
}

fn unsupported(event: &mut Event, item: &Value, around: &Around<'_>) {
    "unsupported".clone_into(&mut event.kind);
    let kind = text(&item["unsupported"]["type"]).or_else(|| text(&item["type"]));
    event.set("unsupported", json!({ "type": kind }));
    let error = list(&item["errors"]).first().or_else(|| list(around.errors).first());
    if let Some(error) = error {
        event.set("error", fault(error));
    }
}

/// `{code, title, details}` of a provider's error.
pub(crate) fn fault(error: &Value) -> Value {
    let details = text(&error["error_data"]["details"]).or_else(|| text(&error["details"]));
    json!({ "code": error["code"], "title": error["title"], "details": details })
}
