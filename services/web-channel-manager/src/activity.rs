//! A row of the log as a customer gets it: what is said, and of what happened only what concerns them.

use std::sync::Arc;

use contracts::cim::{Activity, SenderType};
use ids::{TenantId, rfc3339};
use runtime::files::Links;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// A row's JSON, made once for all sockets.
pub(crate) type Shown = Arc<RawValue>;

/// Whose copy of a row it is: links to files are the viewer's own.
#[derive(Clone, Copy)]
pub(crate) struct Viewer<'a> {
    pub(crate) links: &'a Links,
    pub(crate) tenant: &'a TenantId,
    /// The identifier on the channel.
    pub(crate) customer: &'a str,
}

/// Whether the row differs from viewer to viewer.
pub(crate) fn is_personal(activity: &Activity) -> bool {
    activity.header.as_ref().is_some_and(|header| !header.file_id.is_empty())
}

/// The row for customers.
pub(crate) fn shown(activity: &Activity, viewer: Viewer<'_>) -> Shown {
    let value = value(activity, viewer);
    RawValue::from_string(value.to_string()).map_or_else(|_| Arc::from(RawValue::NULL.to_owned()), Arc::from)
}

pub(crate) fn value(activity: &Activity, viewer: Viewer<'_>) -> Value {
    let header = activity.header.clone().unwrap_or_default();
    let sender = header.sender.unwrap_or_default();
    let optional = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": activity.id,
        "conversationId": activity.conversation_id,
        "seq": activity.seq,
        "prev": activity.prev,
        "name": activity.name,
        "at": rfc3339(activity.at_ms),
        "header": {
            "sender": { "id": sender.id, "type": sender_type(sender.r#type), "senderName": sender.name },
            "channelSessionId": optional(&header.channel_session_id),
            "intent": if header.intent.is_empty() { "NONE" } else { &header.intent },
            "originalMessageId": optional(&header.original_message_id),
        },
        "body": body(activity, viewer),
    })
}

pub(crate) fn sender_type(number: i32) -> &'static str {
    match SenderType::try_from(number).unwrap_or_default() {
        SenderType::Customer => "CUSTOMER",
        SenderType::Agent => "AGENT",
        SenderType::Bot => "BOT",
        SenderType::App => "APP",
        SenderType::Connector => "CONNECTOR",
        SenderType::System | SenderType::Unspecified => "SYSTEM",
    }
}

fn body(activity: &Activity, viewer: Viewer<'_>) -> Value {
    if activity.erased {
        return json!({ "type": "PLAIN", "markdownText": "" });
    }
    let mut body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    if body["type"] == "NOTIFICATION" {
        let data = concerning(&activity.name, &body["notificationData"]);
        return json!({ "type": "NOTIFICATION", "notificationType": activity.name, "notificationData": data });
    }
    if let Some(node) = body.get_mut("jsonNode") {
        *node = told(node);
    }
    let file_id = activity.header.as_ref().map_or("", |header| header.file_id.as_str());
    viewer.links.dress(viewer.tenant, (file_id, viewer.customer), &mut body);
    body
}

/// Of what a provider said of a message of another kind, what is needed to show it: not whose application or which identity it was.
fn told(node: &Value) -> Value {
    let shown = ["kind", "reaction", "unsupported", "order"];
    Value::Object(shown.iter().filter_map(|key| node.get(key).map(|value| ((*key).to_owned(), value.clone()))).collect())
}

/// Of a notification's data, what a customer may know.
fn concerning(name: &str, data: &Value) -> Value {
    let keys: &[&str] = match name {
        "AGENT_SUBSCRIBED" | "AGENT_UNSUBSCRIBED" => &["agentName"],
        "TASK_ENQUEUED" => &["queueName", "position"],
        "CHANNEL_SESSION_ENDED" | "CHANNEL_SESSION_EXPIRED" => &["reasonCode"],
        _ => &[],
    };
    let kept = keys.iter().filter_map(|key| data.get(key).map(|value| ((*key).to_owned(), value.clone())));
    Value::Object(kept.collect())
}

#[cfg(test)]
mod tests {
    use auth::{Keyring, ServiceTokens, SigningKey};
    use contracts::cim::Header;
    use ids::Clock;

    use super::*;

    fn seen(activity: &Activity) -> Value {
        let key = SigningKey::generate("svc:web-channel-manager").unwrap();
        let links = Links::signed_with(ServiceTokens::new(key, Keyring::default(), Clock::System), Clock::System);
        value(activity, Viewer { links: &links, tenant: &TenantId::default(), customer: "visitor" })
    }

    fn activity(name: &str, body: &Value) -> Activity {
        Activity { name: name.to_owned(), body_json: body.to_string().into_bytes(), ..Activity::default() }
    }

    #[test]
    fn a_customer_learns_the_agents_name_and_not_the_task() {
        let body = json!({ "type": "NOTIFICATION", "notificationData": { "agentName": "Alice", "taskId": "t1", "agentId": "u1" } });
        let shown = seen(&activity("AGENT_SUBSCRIBED", &body));
        assert_eq!(shown["body"]["notificationData"], json!({ "agentName": "Alice" }));
    }

    #[test]
    fn an_attachment_is_named_but_its_address_is_not_handed_out() {
        let body = json!({ "type": "IMAGE", "caption": "damage", "attachment": { "mediaUrl": "https://evil.example/x", "thumbnail": "y", "mimeType": "image/png" } });
        let shown = seen(&activity("CUSTOMER_MESSAGE", &body));
        assert_eq!(shown["body"]["attachment"], json!({ "mimeType": "image/png" }));
    }

    #[test]
    fn of_a_reaction_the_sign_is_shown_and_the_providers_identities_are_not() {
        let node =
            json!({ "kind": "reaction", "from": "4915112345678", "user_id": "DE.1", "reaction": { "emoji": "👍", "action": "react" } });
        let shown = seen(&activity("CUSTOMER_MESSAGE", &json!({ "type": "CUSTOM", "markdownText": "👍", "jsonNode": node })));
        assert_eq!(shown["body"]["jsonNode"], json!({ "kind": "reaction", "reaction": { "emoji": "👍", "action": "react" } }));
    }

    #[test]
    fn a_file_of_ours_comes_with_a_link() {
        let body = json!({ "type": "FILE", "attachment": { "fileId": "f1", "mimeType": "application/pdf" } });
        let row = Activity { header: Some(Header { file_id: "f1".to_owned(), ..Header::default() }), ..activity("AGENT_MESSAGE", &body) };
        let link = seen(&row)["body"]["attachment"]["mediaUrl"].as_str().unwrap().to_owned();
        assert!(link.starts_with("/file-engine/v1/files/f1/content?token="), "{link}");
        assert!(is_personal(&row) && !is_personal(&activity("AGENT_MESSAGE", &body)));
    }
}
