//! Files of customers and of agents: from the provider into file-engine, and from there to the provider.
//!
//! What differs between providers is data (`runtime::channels`) and pure functions of [`Provider`](crate::Provider); everything that touches a network is here.
//! A message is never lost because its file is: a download that fails is tried again while its cause may pass, and then the message
//! goes on and says why the file is missing.

mod convert;
mod fetch;
mod hosts;
mod inbound;
mod outbound;

use http::header::HeaderName;
use serde_json::{Value, json};

use crate::class::Refusal;
use crate::event::Media;
use crate::outgoing::Attached;

pub(crate) use fetch::Fetcher;
pub(crate) use inbound::{Arrival, Whose, bring};
pub(crate) use outbound::prepare;

/// How a file is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grab {
    /// Where.
    pub url: String,
    /// What proves who we are; said to `url` itself, never to where it redirects.
    pub headers: Vec<(HeaderName, String)>,
    /// User and password, for providers that want these; the same holds.
    pub basic: Option<(String, String)>,
    /// Hosts from which the provider's files come: `host.example`, or `.example` for all below it.
    pub hosts: Vec<String>,
    /// The answer says where the file is: [`Provider::located`](crate::Provider::located) reads it.
    pub lookup: bool,
}

/// A file brought to the provider before the message that names it: one multipart form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// Where.
    pub url: String,
    /// What proves who we are.
    pub headers: Vec<(HeaderName, String)>,
    /// Further fields of the form.
    pub fields: Vec<(&'static str, String)>,
    /// The field with the file.
    pub file: &'static str,
}

/// A file of a message, as the conversation carries it.
pub(crate) fn attachment(media: &Media, attached: &Attached) -> Value {
    let more = |name: &str| media.more.get(name).cloned().unwrap_or(Value::Null);
    let mut shown = match attached {
        Attached::Kept(file) => file.attachment(),
        // The provider's address is left out: no browser may fetch it.
        Attached::Missing(problem) => json!({
            "mimeType": media.mime_type, "mediaName": more("filename"), "size": more("size"), "state": "NOT_FETCHED", "problem": problem,
        }),
    };
    shown["providerMediaId"] = media.id.clone().into();
    if media.more.get("voice") == Some(&Value::Bool(true)) {
        shown["voice"] = true.into();
    }
    if let Some(object) = shown.as_object_mut() {
        object.retain(|_, value| !value.is_null());
    }
    shown
}

/// `picture could not be fetched: …`
pub(crate) fn problem(media: &Media, refusal: &Refusal) -> String {
    let what = match media.r#type.as_str() {
        "image" | "story_mention" => "picture",
        "audio" => "recording",
        "video" => "video",
        "sticker" => "sticker",
        _ => "file",
    };
    format!("{what} could not be fetched: {}", refusal.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::ErrorClass;

    #[test]
    fn a_providers_address_does_not_leave_the_connector_and_the_reason_does() {
        let media = Media {
            r#type: "image".to_owned(),
            url: Some("https://secret.example/x".to_owned()),
            id: Some("77".to_owned()),
            ..Media::default()
        };
        let refusal = Refusal::new(ErrorClass::Media, "404", "the provider has it no more");
        let shown = attachment(&media, &Attached::Missing(problem(&media, &refusal)));
        assert_eq!((shown["state"].as_str(), shown["providerMediaId"].as_str()), (Some("NOT_FETCHED"), Some("77")));
        assert_eq!(shown["problem"], "picture could not be fetched: the provider has it no more");
        assert!(!shown.to_string().contains("secret.example"));
    }
}
