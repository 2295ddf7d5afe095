//! What one person says in one conversation: a message at a time, with the same id until it is answered.

use std::collections::BTreeSet;

use anyhow::Context as _;
use serde_json::{Value, json};
use testing::{Customer, Desk};

/// A row as every side must have it: whose id it has, and its words.
pub(super) fn row(id: &str, text: &str) -> String {
    format!("{id} {text}")
}

/// The same of what an edge shows.
pub(super) fn shown(activity: &Value) -> String {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    row(&text(&activity["id"]), &text(&activity["body"]["markdownText"]))
}

/// What somebody said, and what became of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    number: u64,
    /// Sent, not answered: sent again.
    pending: Option<(String, String)>,
    /// Acknowledged, in the order they were said.
    pub(super) acknowledged: Vec<String>,
    /// Everything that ever left the mouth.
    pub(super) tried: BTreeSet<String>,
}

impl Words {
    /// What is said now.
    pub(super) fn next(&mut self) -> (String, String) {
        let (id, text) = self.pending.take().unwrap_or_else(|| {
            self.number += 1;
            (ids::new_id(), format!("message {}", self.number))
        });
        self.tried.insert(row(&id, &text));
        self.pending = Some((id.clone(), text.clone()));
        (id, text)
    }

    /// It was acknowledged.
    pub(super) fn heard(&mut self) {
        if let Some((id, text)) = self.pending.take() {
            self.acknowledged.push(row(&id, &text));
        }
    }

    /// It is not wanted any more. Whether an earlier try was heard, nobody knows.
    fn dropped(&mut self) {
        self.pending = None;
    }

    /// A customer says something particular once, and has it acknowledged.
    pub(super) async fn say(&mut self, customer: &mut Customer, text: &str) -> anyhow::Result<i64> {
        let id = ids::new_id();
        self.tried.insert(row(&id, text));
        let message = customer.message(&id, text);
        let answer = customer.socket()?.call("MESSAGE_RECEIVED", &message).await?;
        answer["seq"].as_i64().with_context(|| format!("a number in {answer}"))
    }

    /// An agent says the next thing. An error says that the socket is dead.
    pub(super) async fn speak(&mut self, desk: &mut Desk, conversation: &str) -> anyhow::Result<()> {
        let (id, text) = self.next();
        let body = json!({ "type": "PLAIN", "markdownText": text });
        let message = json!({ "conversationId": conversation, "id": id, "kind": "AGENT_MESSAGE", "body": body });
        match desk.ask("sendMessage", &message).await?["code"].as_i64() {
            Some(200) => self.heard(),
            // The conversation, or the agent's part in it, is over.
            Some(403 | 404 | 409) => self.dropped(),
            _ => tokio::time::sleep(std::time::Duration::from_millis(20)).await,
        }
        Ok(())
    }
}
