//! A customer writes: the provider's webhook for it.

use anyhow::Context as _;
use base64::Engine as _;
use ids::Clock;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::deliver::{Webhook, deliver};
use super::{Account, Fake, File, Kept};

pub(super) fn say(fake: &Fake, kind: &str, (customer, name): (&str, &str), text: &str) -> anyhow::Result<String> {
    let account = fake.account(|account| account.kind == kind || (kind == "sms" && account.kind == "twilio"));
    let account = account.with_context(|| format!("there is no account of kind {kind:?}"))?;
    let (id, webhook) = match account.kind.as_str() {
        "twilio" => sms(&account, customer, name, text),
        "messenger" => messenger(&account, customer, text),
        _ => whatsapp(&account, customer, name, text),
    };
    fake.keep(Kept {
        id: id.clone(),
        kind: account.kind,
        customer: customer.to_owned(),
        inbound: true,
        text: text.to_owned(),
        request: json!({}),
        file: None,
    });
    deliver(fake, webhook);
    Ok(id)
}

/// Anything else a customer does: the provider's own shape of it, a `messages[]` item's of WhatsApp or an event's of Messenger.
pub(super) fn act(fake: &Fake, kind: &str, (customer, name): (&str, &str), content: &Value) -> anyhow::Result<String> {
    let account = fake.account(|account| account.kind == kind).with_context(|| format!("there is no account of kind {kind:?}"))?;
    let (id, webhook) = match account.kind.as_str() {
        "messenger" => evented(&account, customer, content),
        "whatsapp" => whatsapped(&account, (customer, name), content),
        other => anyhow::bail!("customers of {other} only write"),
    };
    let kept = Kept {
        id: id.clone(),
        kind: account.kind,
        customer: customer.to_owned(),
        inbound: true,
        text: content["type"].as_str().unwrap_or("event").to_owned(),
        request: content.clone(),
        file: None,
    };
    fake.keep(kept);
    deliver(fake, webhook);
    Ok(id)
}

/// A file with some words.
pub(super) fn show(fake: &Fake, kind: &str, (customer, name): (&str, &str), (file, caption): (File, &str)) -> anyhow::Result<String> {
    let account = fake.account(|account| account.kind == kind || (kind == "sms" && account.kind == "twilio"));
    let account = account.with_context(|| format!("there is no account of kind {kind:?}"))?;
    let place = fake.put_file(file.clone());
    let family = file.mime.split('/').next().unwrap_or_default();
    let family = if ["image", "audio", "video"].contains(&family) { family } else { "document" };
    let (id, webhook) = match account.kind.as_str() {
        "twilio" => {
            let url = format!("{}/twilio/2010-04-01/Accounts/ACfake/Messages/MMfake/Media/{place}", fake.base());
            let media = [("MediaUrl0", url), ("MediaContentType0", file.mime.clone())];
            texted(&account, (customer, name), caption, &media)
        }
        "messenger" => {
            let kind = if family == "document" { "file" } else { family };
            let attachment = json!({ "type": kind, "payload": { "url": format!("{}/cdn/{place}", fake.base()) } });
            messaged(&account, customer, &json!({ "attachments": [attachment] }))
        }
        _ => {
            let mut part = json!({ "id": place, "mime_type": file.mime, "sha256": hash(&file.bytes), "caption": caption });
            if family == "document" {
                part["filename"] = file.name.clone().into();
            }
            whatsapped(&account, (customer, name), &json!({ "type": family, family: part }))
        }
    };
    let request = json!({});
    let kept = Kept {
        id: id.clone(),
        kind: account.kind,
        customer: customer.to_owned(),
        inbound: true,
        text: caption.to_owned(),
        request,
        file: Some(file),
    };
    fake.keep(kept);
    deliver(fake, webhook);
    Ok(id)
}

fn hash(bytes: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(Sha256::digest(bytes))
}

/// An id nobody had before.
pub(super) fn new_id(prefix: &str) -> String {
    format!("{prefix}{}", ids::new_id().replace('-', ""))
}

fn whatsapp(account: &Account, customer: &str, name: &str, text: &str) -> (String, Webhook) {
    whatsapped(account, (customer, name), &json!({ "type": "text", "text": { "body": text } }))
}

fn whatsapped(account: &Account, (customer, name): (&str, &str), content: &Value) -> (String, Webhook) {
    let id = new_id("wamid.");
    let seconds = (Clock::System.now() / 1000).to_string();
    let mut message = json!({ "from": customer, "id": id, "timestamp": seconds });
    for (key, value) in content.as_object().into_iter().flatten() {
        message[key] = value.clone();
    }
    let value = json!({
        "messaging_product": "whatsapp",
        "metadata": { "display_phone_number": account.address, "phone_number_id": "1" },
        "contacts": [{ "profile": { "name": name }, "wa_id": customer }],
        "messages": [message],
    });
    let body =
        json!({ "object": "whatsapp_business_account", "entry": [{ "id": "1", "changes": [{ "field": "messages", "value": value }] }] });
    (id, Webhook::json(account, &body))
}

fn sms(account: &Account, customer: &str, name: &str, text: &str) -> (String, Webhook) {
    texted(account, (customer, name), text, &[])
}

fn texted(account: &Account, (customer, name): (&str, &str), text: &str, media: &[(&'static str, String)]) -> (String, Webhook) {
    let id = new_id("SM");
    let mut pairs = vec![
        ("MessageSid", id.clone()),
        ("SmsSid", id.clone()),
        ("SmsStatus", "received".to_owned()),
        ("AccountSid", "ACfake".to_owned()),
        ("From", customer.to_owned()),
        ("To", account.address.clone()),
        ("Body", text.to_owned()),
        ("NumMedia", (media.len() / 2).to_string()),
        ("ProfileName", name.to_owned()),
    ];
    pairs.extend_from_slice(media);
    (id, Webhook::form(account, &account.webhook, &pairs))
}

fn messenger(account: &Account, customer: &str, text: &str) -> (String, Webhook) {
    messaged(account, customer, &json!({ "text": text }))
}

fn messaged(account: &Account, customer: &str, content: &Value) -> (String, Webhook) {
    evented(account, customer, &json!({ "message": content }))
}

fn evented(account: &Account, customer: &str, content: &Value) -> (String, Webhook) {
    let id = new_id("m_");
    let now = Clock::System.now();
    let mut event = json!({ "sender": { "id": customer }, "recipient": { "id": account.address }, "timestamp": now });
    for (key, value) in content.as_object().into_iter().flatten() {
        event[key] = value.clone();
    }
    if event["message"].is_object() {
        event["message"]["mid"] = id.as_str().into();
    }
    let body = json!({ "object": "page", "entry": [{ "id": account.address, "time": now, "messaging": [event] }] });
    (id, Webhook::json(account, &body))
}
