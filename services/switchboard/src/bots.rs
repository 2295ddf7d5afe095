//! Conversations with bots, recorded as cases and told again to a bot that was changed.

mod record;
mod replay;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use record::record;
pub use replay::{Replayed, replay};

/// A file of cases.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Cases {
    /// Id or name of the bot.
    pub bot: String,
    /// Its conversations.
    pub cases: Vec<Case>,
}

/// A conversation.
#[derive(Debug, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// What it is called in a report.
    pub name: String,
    /// What the customer said, and what followed.
    pub turns: Vec<Turn>,
}

/// What a customer says, and what the bot does.
#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Turn {
    /// The customer's words.
    pub customer: String,
    #[serde(flatten)]
    outcome: Outcome,
}

/// What a bot does.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    /// Texts of its messages.
    #[serde(default)]
    replies: Vec<String>,
    /// An agent is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    find_agent: Option<Asked>,
    /// What it notes in the conversation.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    data: Map<String, Value>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    queue: String,
    #[serde(default)]
    priority: i64,
}

/// The text of a message's body.
fn text_of(body: &Value) -> String {
    body["markdownText"].as_str().map_or_else(|| body.to_string(), str::to_owned)
}
