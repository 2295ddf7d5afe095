//! A customer writes: the provider's webhook for it.

use std::sync::PoisonError;

use anyhow::Context as _;
use base64::Engine as _;
use ids::Clock;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::deliver::{Webhook, deliver};
use super::{Account, Fake, File, Kept};

/// Notes what a customer did and delivers its webhook; answers the provider's id.
pub(super) fn sent(fake: &Fake, (account, customer): (&Account, &str), (id, text): (String, String), webhook: Webhook) -> String {
    keep(fake, (account, customer), (&id, text), None);
    deliver(fake, webhook);
    id
}

fn keep(fake: &Fake, (account, customer): (&Account, &str), (id, text): (&str, String), file: Option<File>) {
    fake.keep(Kept {
        id: id.to_owned(),
        kind: account.kind.clone(),
        customer: customer.to_owned(),
        inbound: true,
        text,
        request: json!({}),
        file,
    });
}

/// The account to which a customer of that name writes.
pub(super) fn account_of(fake: &Fake, kind: &str, (customer, name): (&str, &str)) -> anyhow::Result<Account> {
    fake.0.names.lock().unwrap_or_else(PoisonError::into_inner).insert(customer.to_owned(), name.to_owned());
    let account = fake.account(|account| account.kind == kind || (kind == "sms" && account.kind == "twilio"));
    account.with_context(|| format!("there is no account of kind {kind:?}"))
}

pub(super) fn say(fake: &Fake, kind: &str, (customer, name): (&str, &str), text: &str) -> anyhow::Result<String> {
    let account = account_of(fake, kind, (customer, name))?;
    let (id, webhook) = match account.kind.as_str() {
        "twilio" => texted(&account, (customer, name), text, &[]),
        "messenger" => messaged(&account, customer, &json!({ "text": text })),
        _ => whatsapped(&account, (customer, name), &json!({ "type": "text", "text": { "body": text } })),
    };
    Ok(sent(fake, (&account, customer), (id, text.to_owned()), webhook))
}

/// Anything else a customer does: the provider's own shape of it, a `messages[]` item's of WhatsApp or an event's of Messenger.
pub(super) fn act(fake: &Fake, kind: &str, (customer, name): (&str, &str), content: &Value) -> anyhow::Result<String> {
    let account = account_of(fake, kind, (customer, name))?;
    let (id, webhook) = match account.kind.as_str() {
        "messenger" => evented(&account, customer, content),
        "whatsapp" => whatsapped(&account, (customer, name), content),
        other => anyhow::bail!("customers of {other} only write"),
    };
    Ok(sent(fake, (&account, customer), (id, content["type"].as_str().unwrap_or("event").to_owned()), webhook))
}

/// A file with some words.
pub(super) fn show(fake: &Fake, kind: &str, (customer, name): (&str, &str), (file, caption): (File, &str)) -> anyhow::Result<String> {
    let account = account_of(fake, kind, (customer, name))?;
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
            let mut part = json!({ "id": place, "mime_type": file.mime, "sha256": hash(&file.bytes) });
            match family {
                "audio" => part["voice"] = file.voice.into(),
                _ => part["caption"] = caption.into(),
            }
            if family == "document" {
                part["filename"] = file.name.clone().into();
            }
            whatsapped(&account, (customer, name), &json!({ "type": family, family: part }))
        }
    };
    keep(fake, (&account, customer), (&id, caption.to_owned()), Some(file));
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

pub(super) fn whatsapped(account: &Account, (customer, name): (&str, &str), content: &Value) -> (String, Webhook) {
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

pub(super) fn texted(account: &Account, (customer, name): (&str, &str), text: &str, more: &[(&'static str, String)]) -> (String, Webhook) {
    let id = new_id("SM");
    let mut pairs = vec![
        ("MessageSid", id.clone()),
        ("SmsSid", id.clone()),
        ("SmsStatus", "received".to_owned()),
        ("AccountSid", "ACfake".to_owned()),
        ("From", customer.to_owned()),
        ("To", account.address.clone()),
        ("Body", text.to_owned()),
        ("NumMedia", more.iter().filter(|(name, _)| name.starts_with("MediaUrl")).count().to_string()),
        ("ProfileName", name.to_owned()),
    ];
    pairs.extend_from_slice(more);
    (id, Webhook::form(account, &account.webhook, &pairs))
}

fn messaged(account: &Account, customer: &str, content: &Value) -> (String, Webhook) {
    evented(account, customer, &json!({ "message": content }))
}

pub(super) fn evented(account: &Account, customer: &str, content: &Value) -> (String, Webhook) {
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
