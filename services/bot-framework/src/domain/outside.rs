//! Bots that live elsewhere: where they are, what they are asked, what they may answer.

pub(crate) mod answer;
pub(crate) mod chat;
pub(crate) mod failure;
pub(crate) mod knowledge;
pub(crate) mod rasa;
pub(crate) mod redact;
pub(crate) mod signature;
pub(crate) mod stream;
pub(crate) mod stub;
pub(crate) mod webhook;

use errors::Violation;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The model that needs no network: for trying things out, and for tests.
pub(crate) const STUB: &str = "stub:";

/// A bot that takes signed requests; the README has the contract.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Webhook {
    pub(crate) url: String,
    /// Signs requests and answers; never shown. `whsec_…` in base64, or any text.
    #[serde(default)]
    #[schema(write_only)]
    pub(crate) secret: String,
    /// Whether it also hears of sessions and agents that come and go.
    #[serde(default)]
    pub(crate) send_events: bool,
}

/// A Rasa server with its REST channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Rasa {
    /// Of the server; `/webhooks/rest/webhook` is added.
    pub(crate) url: String,
    /// The server's token, if it wants one; never shown.
    #[serde(default)]
    #[schema(write_only)]
    pub(crate) token: String,
}

/// A language model behind an interface like `OpenAI`'s chat completions.
#[expect(clippy::struct_field_names, reason = "the interface it speaks says model")]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Model {
    /// `/chat/completions` is added. `stub:` is a model inside this service that always answers the same to the same.
    pub(crate) base_url: String,
    pub(crate) model: String,
    /// Never shown.
    #[serde(default)]
    #[schema(write_only)]
    pub(crate) api_key: String,
    #[serde(default)]
    pub(crate) system_prompt: String,
    /// What it may use to answer: of these, the few that fit the question best are shown to it.
    #[serde(default)]
    pub(crate) knowledge: Vec<Snippet>,
    #[serde(default = "five_hundred")]
    pub(crate) max_tokens: u32,
    /// Addresses, numbers of telephones, cards and accounts are replaced before the model sees a text.
    #[serde(default = "yes")]
    pub(crate) redact: bool,
    /// Customers see its words as they come; what they get in the end is checked as a whole either way.
    #[serde(default = "yes")]
    pub(crate) stream: bool,
    /// Price of a million tokens that are read and written, for the cost meter.
    #[serde(default)]
    pub(crate) prompt_price: f64,
    #[serde(default)]
    pub(crate) completion_price: f64,
}

/// A piece of knowledge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Snippet {
    pub(crate) title: String,
    pub(crate) text: String,
}

fn yes() -> bool {
    true
}

fn five_hundred() -> u32 {
    500
}

/// What is wrong with an address.
pub(crate) fn check_url(field: &str, text: &str) -> Option<Violation> {
    let wrong = |message: &str| Some(Violation::new(field, message));
    if text.len() > 2_000 {
        return wrong("has more than 2000 bytes");
    }
    match url::Url::parse(text) {
        Err(error) => wrong(&format!("is no address: {error}")),
        Ok(url) if !["http", "https"].contains(&url.scheme()) => wrong("must begin with http:// or https://"),
        Ok(url) if !url.username().is_empty() || url.password().is_some() => wrong("must not carry a user or a password"),
        Ok(url) if url.fragment().is_some() => wrong("must not have a fragment"),
        Ok(_) => None,
    }
}

impl Model {
    pub(crate) fn check(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.base_url != STUB {
            violations.extend(check_url("openai.baseUrl", &self.base_url));
        }
        let mut wrong = |field: &str, message: &str| violations.push(Violation::new(format!("openai.{field}"), message));
        if self.model.trim().is_empty() || self.model.len() > 200 {
            wrong("model", "has 1 to 200 bytes");
        }
        if self.system_prompt.len() > 32_768 {
            wrong("systemPrompt", "has more than 32768 bytes");
        }
        if !(1..=16_384).contains(&self.max_tokens) {
            wrong("maxTokens", "is a number from 1 to 16384");
        }
        for (name, price) in [("promptPrice", self.prompt_price), ("completionPrice", self.completion_price)] {
            if !(0.0..=1e6).contains(&price) {
                wrong(name, "is a price from 0 to 1000000");
            }
        }
        if self.knowledge.len() > 2_000 {
            wrong("knowledge", "has more than 2000 entries");
        }
        for (index, snippet) in self.knowledge.iter().enumerate() {
            if snippet.text.trim().is_empty() || snippet.text.len() > 8_192 {
                wrong(&format!("knowledge[{index}].text"), "has 1 to 8192 bytes");
            }
            if snippet.title.len() > 200 {
                wrong(&format!("knowledge[{index}].title"), "has more than 200 bytes");
            }
        }
        violations
    }
}

/// Something that was said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Line {
    /// Whether the customer said it; else it was the bot, an agent or the system.
    pub(crate) customer: bool,
    pub(crate) text: String,
}
