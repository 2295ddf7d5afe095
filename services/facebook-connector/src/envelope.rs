//! The envelope: entries of several pages, events of several persons.

use connector::Decoded;
use serde_json::Value;

use crate::{feed, messaging};

pub(crate) fn decode(payload: &Value, decoded: &mut Decoded) {
    let channel = match payload["object"].as_str() {
        Some("page") => "messenger",
        Some("instagram") => "instagram",
        other => return decoded.ignore(other.unwrap_or("object")),
    };
    for entry in list(&payload["entry"]) {
        for item in list(&entry["messaging"]) {
            if let Err(reason) = messaging::decode(channel, item, decoded) {
                decoded.reject(reason, item);
            }
        }
        // Another application has the thread.
        for _ in list(&entry["standby"]) {
            decoded.ignore("standby");
        }
        for change in list(&entry["changes"]) {
            if let Err(reason) = feed::decode(channel, entry, change, decoded) {
                decoded.reject(reason, change);
            }
        }
    }
}

/// An array's items; nothing of anything else.
pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}
