//! Between contracts and domain: rows in, changes out.

use contracts::cim::{Activity, Header, Sender, SenderType};
use contracts::conversation_manager::change::Kind;
use contracts::conversation_manager::{AppendRequest, Change, FindAgent, MergeData, Message};
use serde_json::{Map, Value, json};

use crate::domain::engine::{Reply, Wish};

/// Somebody's new role, as a row tells it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct NewRole {
    pub(crate) participant_id: String,
    pub(crate) role: String,
}

/// The role in a `BOT_SUBSCRIBED` or `PARTICIPANT_ROLE_CHANGED`.
pub(crate) fn new_role(activity: &Activity) -> NewRole {
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let text = |name: &str| body["notificationData"][name].as_str().unwrap_or_default().to_owned();
    let bot = text("botId");
    NewRole { participant_id: if bot.is_empty() { text("participantId") } else { bot }, role: text("role") }
}

/// The text of a customer's message; none if it is a command and not something said.
pub(crate) fn said(activity: &Activity) -> Option<String> {
    let intent = activity.header.as_ref().map_or("", |header| header.intent.as_str());
    if !matches!(intent, "" | "NONE" | "REPLY_TO") {
        return None;
    }
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let text = ["markdownText", "caption"].into_iter().find_map(|name| body[name].as_str());
    Some(text.unwrap_or_default().to_owned())
}

/// The session in which the customer is.
pub(crate) fn session_of(activity: &Activity) -> String {
    activity.header.as_ref().map(|header| header.channel_session_id.clone()).unwrap_or_default()
}

/// A message's body.
pub(crate) fn body(reply: &Reply) -> Value {
    if reply.buttons.is_empty() {
        return json!({"type": "PLAIN", "markdownText": reply.text});
    }
    let payload = |title: &str, payload: &str| {
        if payload.is_empty() { title.to_owned() } else { payload.to_owned() }
    };
    let buttons = reply
        .buttons
        .iter()
        .map(|button| json!({"title": button.title, "payload": payload(&button.title, &button.payload), "type": "REPLY"}));
    json!({"type": "BUTTON", "buttonMessageType": "QUICK_REPLIES", "markdownText": reply.text, "buttons": buttons.collect::<Vec<_>>()})
}

/// Who speaks, and where.
#[derive(Clone, Debug)]
pub(crate) struct Speaker {
    pub(crate) bot_id: String,
    pub(crate) bot_name: String,
    pub(crate) conversation_id: String,
    pub(crate) session_id: String,
}

impl Speaker {
    /// A bot that answers what a row says.
    pub(crate) fn in_answer_to(activity: &Activity, bot_id: &str) -> Self {
        Self {
            bot_id: bot_id.to_owned(),
            bot_name: String::new(),
            conversation_id: activity.conversation_id.clone(),
            session_id: session_of(activity),
        }
    }

    pub(crate) fn sender(&self) -> Sender {
        Sender { id: self.bot_id.clone(), r#type: SenderType::Bot.into(), name: self.bot_name.clone() }
    }

    /// Facts for the conversation's data.
    pub(crate) fn data(&self, id: String, data: &Map<String, Value>) -> AppendRequest {
        let data_json = Value::Object(data.clone()).to_string().into_bytes();
        self.append(id, Kind::MergeData(MergeData { data_json }))
    }

    /// A `BOT_MESSAGE` or `BOT_SUGGESTION`; its id is the request's, so that saying it twice changes nothing.
    pub(crate) fn message(&self, id: String, name: &str, reply: &Reply) -> AppendRequest {
        let header = Header { sender: Some(self.sender()), channel_session_id: self.session_id.clone(), ..Header::default() };
        let message =
            Message { name: name.to_owned(), id: id.clone(), header: Some(header), body_json: body(reply).to_string().into_bytes() };
        self.append(id, Kind::Message(message))
    }

    /// A wish for an agent.
    pub(crate) fn wish(&self, id: String, wish: &Wish) -> AppendRequest {
        let find = FindAgent {
            queue: wish.queue.clone(),
            priority: wish.priority,
            reason: wish.reason.to_owned(),
            requested_by: self.bot_id.clone(),
        };
        self.append(id, Kind::FindAgent(find))
    }

    fn append(&self, request_id: String, kind: Kind) -> AppendRequest {
        AppendRequest { request_id, conversation_id: self.conversation_id.clone(), change: Some(Change { kind: Some(kind) }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::bot::Button;

    fn row(body: &Value, intent: &str) -> Activity {
        Activity {
            body_json: body.to_string().into_bytes(),
            header: Some(Header { intent: intent.to_owned(), ..Header::default() }),
            ..Activity::default()
        }
    }

    #[test]
    fn both_rows_tell_a_role() {
        let subscribed = row(&json!({"notificationData": {"botId": "b", "name": "B", "role": "PRIMARY"}}), "");
        let changed = row(&json!({"notificationData": {"participantId": "b", "role": "PRIMARY"}}), "");
        assert_eq!(new_role(&subscribed), new_role(&changed));
    }

    #[test]
    fn commands_are_not_something_said() {
        let body = json!({"type": "PLAIN", "markdownText": "hello"});
        assert_eq!(said(&row(&body, "NONE")).as_deref(), Some("hello"));
        assert_eq!(said(&row(&body, "END_CHAT")), None);
        assert_eq!(said(&row(&json!({"type": "IMAGE", "caption": "my shoe"}), "")).as_deref(), Some("my shoe"));
        assert_eq!(said(&row(&json!(7), "")).as_deref(), Some(""));
    }

    #[test]
    fn buttons_make_a_button_message() {
        let reply = Reply { text: "t".to_owned(), buttons: vec![Button { title: "Yes".to_owned(), payload: String::new() }] };
        assert_eq!(body(&reply)["buttons"], json!([{"title": "Yes", "payload": "Yes", "type": "REPLY"}]));
    }
}
