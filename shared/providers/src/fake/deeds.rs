//! What a customer does, told without a provider's words: each provider's own shape of it.

use anyhow::bail;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{Fake, Kept, customer};

/// Something that a customer does besides sending files.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "what", rename_all = "lowercase")]
pub(super) enum Deed {
    Text {
        text: String,
        /// The provider's id of the message that is quoted; empty for none.
        #[serde(default)]
        quotes: String,
    },
    Place {
        latitude: f64,
        longitude: f64,
        label: String,
    },
    Contact {
        name: String,
        phone: String,
    },
    /// Presses a button of the company's message `of`.
    Choice {
        of: String,
        id: String,
        title: String,
    },
    /// An empty `emoji` takes it back.
    Reaction {
        of: String,
        emoji: String,
    },
    Edit {
        of: String,
        text: String,
    },
    Delete {
        of: String,
    },
}

impl Deed {
    /// In short, for those who look on.
    fn words(&self) -> String {
        match self {
            Self::Text { text, .. } => text.clone(),
            Self::Place { latitude, longitude, label } => format!("📍 {label} ({latitude}, {longitude})"),
            Self::Contact { name, phone } => format!("👤 {name}, {phone}"),
            Self::Choice { title, .. } => title.clone(),
            Self::Reaction { emoji, .. } if emoji.is_empty() => "(reaction taken back)".to_owned(),
            Self::Reaction { emoji, .. } => emoji.clone(),
            Self::Edit { text, .. } => format!("✎ {text}"),
            Self::Delete { .. } => "(message deleted)".to_owned(),
        }
    }

    /// A `messages[]` item of WhatsApp.
    fn on_whatsapp(&self) -> Value {
        let quoting = |mut content: Value, id: &str| {
            if !id.is_empty() {
                content["context"] = json!({ "id": id });
            }
            content
        };
        match self {
            Self::Text { text, quotes } => quoting(json!({ "type": "text", "text": { "body": text } }), quotes),
            Self::Place { latitude, longitude, label } => {
                json!({ "type": "location", "location": { "latitude": latitude, "longitude": longitude, "name": label } })
            }
            Self::Contact { name, phone } => json!({ "type": "contacts", "contacts": [{
                "name": { "formatted_name": name, "first_name": name }, "phones": [{ "phone": phone, "type": "CELL" }] }] }),
            Self::Choice { of, id, title } => {
                let reply = json!({ "type": "button_reply", "button_reply": { "id": id, "title": title } });
                quoting(json!({ "type": "interactive", "interactive": reply }), of)
            }
            Self::Reaction { of, emoji } => json!({ "type": "reaction", "reaction": { "message_id": of, "emoji": emoji } }),
            Self::Edit { of, text } => {
                let message = json!({ "type": "text", "text": { "body": text } });
                json!({ "type": "edit", "edit": { "original_message_id": of, "message": message } })
            }
            Self::Delete { of } => json!({ "type": "revoke", "revoke": { "original_message_id": of } }),
        }
    }

    /// An event of Messenger.
    fn on_messenger(&self) -> anyhow::Result<Value> {
        Ok(match self {
            Self::Text { text, quotes } if quotes.is_empty() => json!({ "message": { "text": text } }),
            Self::Text { text, quotes } => json!({ "message": { "text": text, "reply_to": { "mid": quotes } } }),
            Self::Choice { id, title, .. } => json!({ "message": { "text": title, "quick_reply": { "payload": id } } }),
            Self::Reaction { of, emoji } if emoji.is_empty() => json!({ "reaction": { "mid": of, "action": "unreact" } }),
            Self::Reaction { of, emoji } => {
                json!({ "reaction": { "mid": of, "action": "react", "reaction": "other", "emoji": emoji } })
            }
            Self::Edit { of, text } => json!({ "message_edit": { "mid": of, "text": text, "num_edit": 1 } }),
            Self::Place { .. } | Self::Contact { .. } | Self::Delete { .. } => bail!("customers of Messenger cannot do that"),
        })
    }

    /// Words and further parameters of Twilio.
    fn on_twilio(&self) -> anyhow::Result<(&str, Vec<(&'static str, String)>)> {
        Ok(match self {
            Self::Text { text, quotes } if quotes.is_empty() => (text, Vec::new()),
            Self::Text { text, quotes } => (text, vec![("OriginalRepliedMessageSid", quotes.clone())]),
            Self::Place { latitude, longitude, label } => {
                ("", vec![("Latitude", latitude.to_string()), ("Longitude", longitude.to_string()), ("Label", label.clone())])
            }
            Self::Choice { id, title, .. } => (title, vec![("ButtonPayload", id.clone()), ("ButtonText", title.clone())]),
            Self::Contact { .. } | Self::Reaction { .. } | Self::Edit { .. } | Self::Delete { .. } => {
                bail!("customers of Twilio cannot do that")
            }
        })
    }
}

/// A customer does that; answers the provider's id.
pub(super) fn does(fake: &Fake, kind: &str, who: (&str, &str), deed: &Deed) -> anyhow::Result<String> {
    let account = customer::account_of(fake, kind, who)?;
    let words = deed.words();
    let (id, webhook) = match account.kind.as_str() {
        "whatsapp" => customer::whatsapped(&account, who, &deed.on_whatsapp()),
        "messenger" => customer::evented(&account, who.0, &deed.on_messenger()?),
        _ => {
            let (text, more) = deed.on_twilio()?;
            customer::texted(&account, who, text, &more)
        }
    };
    Ok(customer::sent(fake, (&account, who.0), (id, words), webhook))
}

/// What a customer may press at a message of the company: id and title of each.
pub(super) fn choices(kept: &Kept) -> Vec<(String, String)> {
    let of = |item: &Value, id: &str| Some((item[id].as_str()?.to_owned(), item["title"].as_str()?.to_owned()));
    let list = |pointer: &str| kept.request.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    let buttons = list("/interactive/action/buttons").into_iter().filter_map(|button| of(&button["reply"], "id"));
    let sections = list("/interactive/action/sections");
    let rows = sections.iter().flat_map(|section| section["rows"].as_array().cloned().unwrap_or_default());
    let replies = list("/message/quick_replies").into_iter().chain(list("/message/attachment/payload/buttons"));
    buttons.chain(rows.filter_map(|row| of(&row, "id"))).chain(replies.filter_map(|reply| of(&reply, "payload"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(request: Value) -> Kept {
        Kept { id: String::new(), kind: String::new(), customer: String::new(), inbound: false, text: String::new(), request, file: None }
    }

    #[test]
    fn what_can_be_pressed_is_found_in_every_providers_shape() {
        let buttons = json!({ "interactive": { "action": { "buttons": [{ "type": "reply", "reply": { "id": "1", "title": "Yes" } }] } } });
        assert_eq!(choices(&kept(buttons)), [("1".to_owned(), "Yes".to_owned())]);
        let rows = json!({ "interactive": { "action": { "sections": [{ "rows": [{ "id": "a", "title": "A" }] }, { "rows": [{ "id": "b", "title": "B" }] }] } } });
        assert_eq!(choices(&kept(rows)).len(), 2);
        let replies = json!({ "message": { "quick_replies": [{ "title": "No", "payload": "n" }] } });
        assert_eq!(choices(&kept(replies)), [("n".to_owned(), "No".to_owned())]);
        assert!(choices(&kept(json!({ "text": { "body": "words" } }))).is_empty());
    }

    #[test]
    fn a_provider_that_has_no_such_thing_says_so() {
        let gone = Deed::Delete { of: "1".to_owned() };
        assert!(gone.on_messenger().is_err() && gone.on_twilio().is_err());
        assert_eq!(gone.on_whatsapp()["revoke"]["original_message_id"], "1");
    }
}
