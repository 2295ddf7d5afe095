//! Files of customers, until somebody fetches them: their description, and that they were not fetched yet.
//!
//! This is the one place where the file engine will be asked; what it answers replaces [`attachment`]'s `state` by a file id.

use serde_json::{Value, json};

use crate::event::Media;

/// A file as the conversation carries it. The provider's address is left out: no browser may fetch it.
pub(crate) fn attachment(media: &Media) -> Value {
    let more = |name: &str| media.more.get(name).cloned().unwrap_or(Value::Null);
    json!({
        "mimeType": media.mime_type,
        "mediaName": more("filename"),
        "size": more("size"),
        "voice": more("voice"),
        "providerMediaId": media.id,
        "state": "NOT_FETCHED",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_providers_address_does_not_leave_the_connector() {
        let media = Media { url: Some("https://secret.example/x".to_owned()), id: Some("77".to_owned()), ..Media::default() };
        let shown = attachment(&media);
        assert_eq!((shown["state"].as_str(), shown["providerMediaId"].as_str()), (Some("NOT_FETCHED"), Some("77")));
        assert!(!shown.to_string().contains("secret.example"));
    }
}
