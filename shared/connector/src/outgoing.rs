//! Messages to a provider: what is said, the call that says it, what the answer means.

use runtime::files::StoredFile;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::class::{ErrorClass, Refusal};

/// What is to be said to whom.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Said {
    /// Our id of it, for providers that carry one.
    pub id: String,
    /// The customer's identity; the provider makes its address of it.
    pub to: String,
    /// What, in the vocabulary.
    pub body: Value,
    /// The provider's id of the message that is answered.
    pub reply_to: String,
    /// The window of free texts is closed, and a person speaks within the wider one.
    pub human_late: bool,
    /// The customer's newest message at the provider.
    pub last_inbound: String,
    /// The file of the message, as the provider gets it.
    pub file: Option<Sent>,
}

/// A file as a message to a provider names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sent {
    /// The provider fetches it from there.
    Link(String),
    /// The provider has it under this id.
    Id(String),
}

/// What became of a file of a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Attached {
    /// file-engine has it.
    Kept(StoredFile),
    /// It is not there, and why.
    Missing(String),
}

impl Attached {
    /// For the header; empty if there is none.
    pub(crate) fn file_id(&self) -> String {
        match self {
            Self::Kept(file) => file.id.clone(),
            Self::Missing(_) => String::new(),
        }
    }
}

impl Said {
    /// `PLAIN`, `IMAGE`, `TEMPLATE`, …
    pub fn kind(&self) -> &str {
        self.body["type"].as_str().unwrap_or_default()
    }

    /// The text, or the caption.
    pub fn text(&self) -> &str {
        let texts = ["markdownText", "caption"].iter().filter_map(|key| self.body[*key].as_str());
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// The text, if it is not longer than the provider takes.
    pub fn text_within(&self, most: usize) -> Result<&str, Refusal> {
        let (text, length) = (self.text(), self.text().chars().count());
        if length == 0 {
            return Err(Refusal::new(ErrorClass::InvalidRequest, "NO_TEXT", "the message has no text"));
        }
        if length > most {
            let detail = format!("the text has {length} characters, this channel takes {most}");
            return Err(Refusal::new(ErrorClass::InvalidRequest, "TEXT_TOO_LONG", detail));
        }
        Ok(text)
    }

    /// The file of the message. A bot may name one that lies in public: the provider fetches that itself.
    pub fn file(&self) -> Result<Sent, Refusal> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        let url = self.body["attachment"]["mediaUrl"].as_str().unwrap_or_default();
        if url.starts_with("https://") || url.starts_with("http://") {
            return Ok(Sent::Link(url.to_owned()));
        }
        Err(Refusal::new(ErrorClass::Media, "NO_MEDIA", "the file has no address that the provider could fetch"))
    }

    /// The same, for providers that only fetch.
    pub fn media_url(&self) -> Result<String, Refusal> {
        match self.file()? {
            Sent::Link(url) => Ok(url),
            Sent::Id(_) => Err(Refusal::new(ErrorClass::Media, "NO_MEDIA", "the file has no address that the provider could fetch")),
        }
    }

    /// The refusal of a kind of message that the channel does not have.
    pub fn unsupported(&self) -> Refusal {
        let detail = format!("this channel cannot send messages of type {:?}", self.kind());
        Refusal::new(ErrorClass::InvalidRequest, "UNSUPPORTED", detail)
    }
}

/// One HTTP call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Where.
    pub url: String,
    /// Headers, the one that proves who we are among them.
    pub headers: Vec<(&'static str, String)>,
    /// User and password, for providers that want these.
    pub basic: Option<(String, String)>,
    /// What.
    pub payload: Payload,
}

/// The body of a call.
#[derive(Clone, Debug, PartialEq)]
pub enum Payload {
    /// JSON.
    Json(Value),
    /// A form; keys may be repeated.
    Form(Vec<(String, String)>),
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The provider has it, under this id.
    Sent(String),
    /// The provider does not take it.
    Refused(Refusal),
    /// Nobody knows.
    Unclear(String),
}
