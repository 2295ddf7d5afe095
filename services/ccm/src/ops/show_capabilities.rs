//! What channels carry, as desks and administrators read it.

use runtime::channels::{CHANNELS, Carried, carried};
use serde::Serialize;
use utoipa::ToSchema;

/// What one kind of channel carries to customers.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Capability {
    /// The connector that serves it.
    pod: &'static str,
    /// Names of channel types; the first line of a connector holds for all that none of its lines names.
    channel_types: Vec<&'static str>,
    /// Characters of a text.
    text_most: usize,
    /// Files, best first: one that is in none of these is refused.
    files: Vec<AcceptedFiles>,
    /// Whether a file may have words with it.
    captions: bool,
    /// Whether the customer sees which message is answered.
    quotes: bool,
    /// Choices that are shown as buttons or rows; the others are written as text.
    choices: usize,
    /// Whether there are templates for when the window is closed.
    templates: bool,
}

/// Files of some types.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct AcceptedFiles {
    /// In messages of which kind they go: `IMAGE`, `AUDIO`, `VIDEO`, `FILE`, `STICKER`.
    kind: &'static str,
    /// `image/png`, `image/*`, `*`.
    types: Vec<&'static str>,
    /// Bytes of one file.
    most_bytes: u64,
    /// Whether they are drawn again on the way.
    converted: bool,
}

impl From<&Carried> for Capability {
    fn from(carried: &Carried) -> Self {
        let accepted = carried.accepts().into_iter();
        Self {
            pod: carried.pod,
            channel_types: carried.channel_types.to_vec(),
            text_most: carried.text,
            files: accepted
                .map(|accepted| AcceptedFiles {
                    kind: accepted.kind,
                    types: accepted.types,
                    most_bytes: accepted.most,
                    converted: accepted.converted,
                })
                .collect(),
            captions: carried.captions,
            quotes: carried.quotes,
            choices: carried.choices,
            templates: carried.templates,
        }
    }
}

/// The whole table.
pub(crate) fn capabilities() -> Vec<Capability> {
    CHANNELS.iter().map(Capability::from).collect()
}

/// Of one channel; none where nothing but the tenant's own limits holds, as in the browser.
pub(crate) fn capability(pod: &str, channel_type: &str) -> Option<Capability> {
    carried(pod, channel_type).map(Capability::from)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_channel_says_what_it_takes_and_what_it_makes_of_the_rest() {
        let sms = json!(capability("twilio-connector", "SMS"));
        assert_eq!((&sms["textMost"], &sms["quotes"]), (&json!(1600), &json!(false)));
        let files = sms["files"].as_array().unwrap();
        assert_eq!(
            files[0],
            json!({ "kind": "IMAGE", "types": ["image/jpeg", "image/png", "image/gif"], "mostBytes": 5_000_000, "converted": false })
        );
        assert_eq!(files.last().unwrap()["converted"], true);
        assert!(capability("", "WEB").is_none());
    }
}
