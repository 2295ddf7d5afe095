//! The envelope of a webhook: Meta's, or the legacy one that has none.

use connector::{Decoded, text};
use serde_json::Value;

use crate::message::message;
use crate::status::status;

/// What all items of one `value` share.
pub(crate) struct Around<'a> {
    pub(crate) contacts: &'a [Value],
    /// The receiving number as digits; legacy payloads have none.
    pub(crate) to: Option<String>,
    /// Errors of the value, for messages that have none of their own.
    pub(crate) errors: &'a Value,
}

pub(crate) fn decode(payload: &Value, decoded: &mut Decoded) {
    // On-premise payloads have no `object`.
    if payload.get("object").is_none() {
        return value(payload, decoded);
    }
    if payload["object"] != "whatsapp_business_account" {
        return decoded.ignore(payload["object"].as_str().unwrap_or("object"));
    }
    for entry in list(&payload["entry"]) {
        for change in list(&entry["changes"]) {
            match change["field"].as_str() {
                Some("messages") => value(&change["value"], decoded),
                field => decoded.ignore(field.unwrap_or("change")),
            }
        }
    }
}

fn value(value: &Value, decoded: &mut Decoded) {
    let number = text(&value["metadata"]["display_phone_number"]);
    let around = Around {
        contacts: list(&value["contacts"]),
        to: number.map(|number| number.chars().filter(char::is_ascii_digit).collect()),
        errors: &value["errors"],
    };
    let (messages, statuses) = (list(&value["messages"]), list(&value["statuses"]));
    for item in messages {
        match message(item, &around) {
            Ok(event) => decoded.events.push(event),
            Err(reason) => decoded.reject(reason, item),
        }
    }
    for item in statuses {
        match status(item) {
            Ok(status) => decoded.statuses.push(status),
            Err(reason) => decoded.reject(reason, item),
        }
    }
    if messages.is_empty() && statuses.is_empty() && !list(&value["errors"]).is_empty() {
        decoded.ignore("errors");
    }
}

/// An array's items; nothing of anything else.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
