//! Things of a provider, as everybody after the connector knows them: `channels.md` 1.4.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Something a customer did.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// By which it is taken once; see [`Event::keyed`].
    #[serde(skip)]
    pub key: String,
    /// `text`, `image`, `choice`, …
    pub kind: String,
    /// `whatsapp`, `sms`, …
    pub channel: String,
    /// The provider's id; some things have none.
    pub provider_message_id: Option<String>,
    /// The customer's address, verbatim.
    pub from: Option<String>,
    /// Ours, verbatim.
    pub to: Option<String>,
    /// The provider's time.
    pub timestamp_ms: Option<i64>,
    /// Text, caption or title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Files, as far as the provider described them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// The rest: `choice`, `location`, `reply_to`, `profile_name`, …
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// A file at the provider.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Media {
    /// `image`, `audio`, `video`, `document`, `sticker`, `story_mention`.
    pub r#type: String,
    /// The provider's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Where the provider has it; fetched by the file engine only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    /// Declared type.
    pub mime_type: Option<String>,
    /// The rest: `sha256`, `filename`, `voice`, `animated`, `size`.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// What a provider says of a message of ours.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// By which it is taken once.
    #[serde(skip)]
    pub key: String,
    /// None for receipts that only name a time.
    pub provider_message_id: Option<String>,
    /// `queued`, `sent`, `delivered`, `read`, `played`, `failed`, `unknown`.
    pub status: String,
    /// The provider's word.
    pub provider_status: String,
    /// The customer's address, verbatim.
    pub recipient: Option<String>,
    /// The provider's time.
    pub timestamp_ms: Option<i64>,
    /// Everything up to then has the status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watermark_ms: Option<i64>,
    /// `{code, title, details}` each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<Value>,
    /// Chapter 7's class of a failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_class: Option<String>,
    /// Whether sending again by itself could help.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retryable: Option<bool>,
    /// The rest: `pricing`, `conversation`, `callback_data`.
    #[serde(flatten)]
    pub more: Map<String, Value>,
}

/// An item of a request that cannot be read; kept with its reason, the others go on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rejected {
    /// `UPPER_SNAKE`.
    pub reason: String,
    /// The item, shortened.
    pub item: Value,
}

/// All there is in one request.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Decoded {
    /// What customers did.
    pub events: Vec<Event>,
    /// What became of our messages.
    pub statuses: Vec<Status>,
    /// Names of what is acknowledged and of no use.
    pub ignored: Vec<String>,
    /// What is broken.
    pub rejected: Vec<Rejected>,
}

/// Bytes of a rejected item that are kept; the raw request has the rest.
const SHOWN: usize = 2048;

impl Decoded {
    /// Notes a broken item.
    pub fn reject(&mut self, reason: &str, item: &Value) {
        let whole = item.to_string();
        let item = if whole.len() > SHOWN { Value::String(whole.chars().take(SHOWN).collect()) } else { item.clone() };
        self.rejected.push(Rejected { reason: reason.to_owned(), item });
    }

    /// Notes what is acknowledged and of no use.
    pub fn ignore(&mut self, what: &str) {
        metrics::counter!("connector_ignored_total").increment(1);
        self.ignored.push(what.chars().take(100).collect());
    }
}

impl Event {
    /// A thing of that kind.
    pub fn new(kind: &str, channel: &str) -> Self {
        Self { kind: kind.to_owned(), channel: channel.to_owned(), ..Self::default() }
    }

    /// Sets one of the further fields, unless it is nothing.
    pub fn set(&mut self, name: &str, value: Value) {
        if !value.is_null() {
            self.more.insert(name.to_owned(), value);
        }
    }

    /// The key of a thing that has no id of its own.
    pub fn keyed(&mut self, parts: &[&str]) {
        self.key = parts.join("|");
    }

    /// Whether it came by an advertisement or a page's button, for which WhatsApp keeps its window open longer.
    pub fn is_advertised(&self) -> bool {
        matches!(self.word(&["referral", "source_type"]), "ad" | "post")
    }

    /// A text among the further fields, `""` if there is none.
    pub fn word(&self, pointer: &[&str]) -> &str {
        let mut value = pointer.first().and_then(|name| self.more.get(*name));
        for name in pointer.iter().skip(1) {
            value = value.and_then(|value| value.get(name));
        }
        value.and_then(Value::as_str).unwrap_or_default()
    }
}

/// A text that is there and not empty.
pub fn text(value: &Value) -> Option<String> {
    value.as_str().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// A number that some providers write as text.
pub fn digits(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => text.parse().ok(),
        _ => None,
    }
}
