//! Rows that a change makes, before they have numbers.

use contracts::cim::{Header, Sender, SenderType};
use serde_json::{Value, json};

/// Who may see a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Audience {
    Everyone,
    Agents,
}

/// A row about to be appended.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// The sender's id of a message; derived from the row's number for all else.
    pub(crate) id: Option<String>,
    pub(crate) audience: Audience,
    pub(crate) header: Header,
    pub(crate) body: Vec<u8>,
}

impl Row {
    /// Something that happened, as opposed to something that was said.
    pub(crate) fn notification(name: &str, audience: Audience, data: Value) -> Self {
        let mut body = json!({ "type": "NOTIFICATION", "notificationType": name });
        body["notificationData"] = data;
        Self::system(name, audience, &body)
    }

    pub(crate) fn system(name: &str, audience: Audience, body: &Value) -> Self {
        let sender = Sender { id: "system".to_owned(), r#type: SenderType::System.into(), name: String::new() };
        Self {
            name: name.to_owned(),
            id: None,
            audience,
            header: Header { sender: Some(sender), ..Header::default() },
            body: body.to_string().into_bytes(),
        }
    }
}
