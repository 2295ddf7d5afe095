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

/// Kinds of messages that have words. A reaction, a deletion or an edit says nothing new, and a place or a sticker is not for reading.
const WORDS: [&str; 8] = ["PLAIN", "BUTTON", "TEMPLATE", "COMMENT", "IMAGE", "VIDEO", "AUDIO", "FILE"];
/// Kinds without words that somebody who is shown the whole message can make something of.
const THINGS: [&str; 7] = ["IMAGE", "VIDEO", "AUDIO", "FILE", "STICKER", "LOCATION", "CONTACT"];

/// The words of a customer's message; none if it has none, or is a command and not something said.
pub(crate) fn said(activity: &Activity) -> Option<String> {
    let body = uttered(activity)?;
    if !WORDS.contains(&body["type"].as_str()?) {
        return None;
    }
    let mut texts = ["markdownText", "caption"].into_iter().filter_map(|name| body[name].as_str());
    texts.find(|text| !text.trim().is_empty()).map(str::to_owned)
}

/// Whether the message is a file, a place or a card: nothing to read, but a webhook gets the whole of it.
pub(crate) fn is_a_thing(activity: &Activity) -> bool {
    uttered(activity).is_some_and(|body| body["type"].as_str().is_some_and(|kind| THINGS.contains(&kind)))
}

/// The body of what is a message of its own.
fn uttered(activity: &Activity) -> Option<Value> {
    let intent = activity.header.as_ref().map_or("", |header| header.intent.as_str());
    if activity.erased || !matches!(intent, "" | "NONE" | "REPLY_TO") {
        return None;
    }
    serde_json::from_slice(&activity.body_json).ok()
}

/// What became of an earlier message by this row: its new words, or none if it was deleted.
pub(crate) fn changed(activity: &Activity) -> Option<(&str, Option<String>)> {
    let original = activity.header.as_ref().map_or("", |header| header.original_message_id.as_str());
    let body: Value = serde_json::from_slice(&activity.body_json).ok()?;
    if original.is_empty() {
        return None;
    }
    let is_edit = body["jsonNode"]["kind"] == "edited" || activity.header.as_ref().is_some_and(|header| header.intent == "UPDATE");
    match body["type"].as_str()? {
        "DELETEDNOTIFICATION" => Some((original, None)),
        _ if is_edit => Some((original, Some(body["markdownText"].as_str()?.to_owned()))),
        _ => None,
    }
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
            agent_id: wish.agent.clone(),
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
        assert_eq!(said(&row(&json!(7), "")), None);
    }

    #[test]
    fn a_bot_reads_words_and_nothing_else() {
        let custom = |kind: &str, text: &str| json!({"type": "CUSTOM", "markdownText": text, "jsonNode": {"kind": kind}});
        let silent = [
            custom("reaction", "👍"),
            custom("edited", "new words"),
            custom("system", "changed their number"),
            custom("unsupported", ""),
            json!({"type": "DELETEDNOTIFICATION", "originalMessageId": "x"}),
            json!({"type": "DELIVERYNOTIFICATION", "status": "READ"}),
            json!({"type": "LOCATION", "location": {"latitude": 1, "longitude": 2}}),
            json!({"type": "CONTACT", "contacts": []}),
            json!({"type": "STICKER", "caption": ""}),
            json!({"type": "IMAGE", "caption": ""}),
            json!({"type": "PLAIN", "markdownText": "  "}),
        ];
        for body in silent {
            assert_eq!(said(&row(&body, "NONE")), None, "{body}");
        }
        let edit = json!({"type": "PLAIN", "markdownText": "new words"});
        assert_eq!(said(&row(&edit, "UPDATE")), None);
        assert_eq!(said(&row(&json!({"type": "COMMENT", "markdownText": "nice"}), "")).as_deref(), Some("nice"));
    }

    #[test]
    fn files_and_places_are_things_and_reactions_are_not() {
        assert!(
            is_a_thing(&row(&json!({"type": "LOCATION"}), "")) && is_a_thing(&row(&json!({"type": "FILE", "caption": ""}), "REPLY_TO"))
        );
        assert!(!is_a_thing(&row(&json!({"type": "CUSTOM", "jsonNode": {"kind": "reaction"}}), "")));
        assert!(!is_a_thing(&row(&json!({"type": "FILE"}), "UPDATE")));
    }

    #[test]
    fn buttons_make_a_button_message() {
        let reply = Reply { text: "t".to_owned(), buttons: vec![Button { title: "Yes".to_owned(), payload: String::new() }] };
        assert_eq!(body(&reply)["buttons"], json!([{"title": "Yes", "payload": "Yes", "type": "REPLY"}]));
    }
}
