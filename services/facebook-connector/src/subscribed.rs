//! Whether a page's events still come to us: `channels.md` 4.1. After an hour of failures Meta unsubscribes an app, and says so to nobody.

use connector::{Call, Channel, Grab, Subscription};
use http::header::HeaderName;
use serde_json::{Value, json};

use crate::sending::addressed;

/// What is told of a page.
const FIELDS: [&str; 10] = [
    "messages",
    "messaging_postbacks",
    "message_deliveries",
    "message_reads",
    "message_echoes",
    "message_reactions",
    "message_edits",
    "messaging_referrals",
    "messaging_handovers",
    "feed",
];

/// Of pages; Instagram's accounts are subscribed through theirs.
pub(crate) fn subscription(channel: &Channel) -> Option<Subscription> {
    if channel.channel_type == "INSTAGRAM" {
        return None;
    }
    let path = format!("{}/subscribed_apps", channel.service_identifier);
    let wanted = addressed(channel, &path, json!({ "subscribed_fields": FIELDS.join(",") })).ok()?;
    let Call { url, headers, .. } = wanted.clone();
    let headers = headers.into_iter().map(|(name, value)| (HeaderName::from_static(name), value)).collect();
    Some(Subscription { asked: Grab { url, headers, ..Grab::default() }, wanted })
}

/// Whether an app is told of everything.
pub(crate) fn is_subscribed(body: &[u8]) -> bool {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let hears = |app: &Value, field: &str| app["subscribed_fields"].as_array().is_some_and(|fields| fields.iter().any(|has| has == field));
    answer["data"].as_array().is_some_and(|apps| apps.iter().any(|app| FIELDS.iter().all(|field| hears(app, field))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_asked_for_by_its_id_and_an_instagram_account_not() {
        let mut page = Channel::sample(&[("hostUrl", "https://g.example/v26.0")], &[("pageToken", "t")]);
        "1122".clone_into(&mut page.service_identifier);
        let subscription = subscription(&page).unwrap();
        assert_eq!(subscription.asked.url, "https://g.example/v26.0/1122/subscribed_apps");
        assert_eq!(subscription.wanted.url, subscription.asked.url);
        "INSTAGRAM".clone_into(&mut page.channel_type);
        assert!(super::subscription(&page).is_none());
    }

    #[test]
    fn an_app_that_hears_less_than_everything_is_told_to_hear_it() {
        assert!(!is_subscribed(br#"{"data": []}"#) && !is_subscribed(b"{}") && !is_subscribed(b"?"));
        let with = |fields: &[&str]| json!({ "data": [{ "id": "1", "subscribed_fields": fields }] }).to_string();
        assert!(is_subscribed(with(&FIELDS).as_bytes()));
        assert!(!is_subscribed(with(&FIELDS[1..]).as_bytes()));
    }
}
