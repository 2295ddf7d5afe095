//! A customer writes: the provider's webhook for it.

use anyhow::Context as _;
use ids::Clock;
use serde_json::json;

use super::deliver::{Webhook, deliver};
use super::{Account, Fake, Kept};

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
    });
    deliver(fake, webhook);
    Ok(id)
}

/// An id nobody had before.
pub(super) fn new_id(prefix: &str) -> String {
    format!("{prefix}{}", ids::new_id().replace('-', ""))
}

fn whatsapp(account: &Account, customer: &str, name: &str, text: &str) -> (String, Webhook) {
    let id = new_id("wamid.");
    let seconds = (Clock::System.now() / 1000).to_string();
    let message = json!({ "from": customer, "id": id, "timestamp": seconds, "type": "text", "text": { "body": text } });
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
    let id = new_id("SM");
    let pairs = [
        ("MessageSid", id.clone()),
        ("SmsSid", id.clone()),
        ("SmsStatus", "received".to_owned()),
        ("AccountSid", "ACfake".to_owned()),
        ("From", customer.to_owned()),
        ("To", account.address.clone()),
        ("Body", text.to_owned()),
        ("NumMedia", "0".to_owned()),
        ("ProfileName", name.to_owned()),
    ];
    (id, Webhook::form(account, &account.webhook, &pairs))
}

fn messenger(account: &Account, customer: &str, text: &str) -> (String, Webhook) {
    let id = new_id("m_");
    let now = Clock::System.now();
    let event = json!({ "sender": { "id": customer }, "recipient": { "id": account.address }, "timestamp": now, "message": { "mid": id, "text": text } });
    let body = json!({ "object": "page", "entry": [{ "id": account.address, "time": now, "messaging": [event] }] });
    (id, Webhook::json(account, &body))
}
