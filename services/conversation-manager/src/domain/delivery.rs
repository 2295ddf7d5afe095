//! What a provider could not do with a message, or could after all.

use contracts::conversation_manager::DeliveryNotice;
use serde_json::json;

use super::rows::{Audience, Row};
use crate::error::Error;

/// The row of a notice; agents see it beside the message, customers do not.
pub(super) fn delivery(change: &DeliveryNotice) -> Result<Vec<Row>, Error> {
    let name = match change.status.as_str() {
        "FAILED" => "DELIVERY_FAILED",
        "UNKNOWN" => "DELIVERY_UNKNOWN",
        "DELIVERED" => "DELIVERY_CONFIRMED",
        _ => return Err(Error::Malformed { field: "status", problem: "is not FAILED, UNKNOWN or DELIVERED" }),
    };
    if change.message_id.is_empty() {
        return Err(Error::Malformed { field: "message_id", problem: "is missing" });
    }
    let mut body = json!({
        "type": "DELIVERYNOTIFICATION",
        "messageId": change.message_id,
        "status": change.status,
        "reasonCode": change.reason_code,
        "reason": change.reason,
        "errorClass": change.error_class,
        "outboundId": change.outbound_id,
    });
    if !change.when_unknown.is_empty() {
        body["whenUnknown"] = change.when_unknown.as_str().into();
    }
    let mut row = Row::system(name, Audience::Agents, &body);
    row.header.channel_session_id.clone_from(&change.session_id);
    row.header.original_message_id.clone_from(&change.message_id);
    Ok(vec![row])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notice(status: &str) -> DeliveryNotice {
        DeliveryNotice {
            message_id: "m1".to_owned(),
            status: status.to_owned(),
            reason_code: "131047".to_owned(),
            ..DeliveryNotice::default()
        }
    }

    #[test]
    fn a_failed_message_is_a_row_for_agents_that_names_it_and_the_reason() {
        let rows = delivery(&notice("FAILED")).unwrap();
        assert_eq!((rows[0].name.as_str(), rows[0].audience), ("DELIVERY_FAILED", Audience::Agents));
        assert_eq!(rows[0].header.original_message_id, "m1");
        assert!(String::from_utf8_lossy(&rows[0].body).contains("131047"));
    }

    #[test]
    fn of_a_message_in_doubt_the_row_says_what_becomes_of_it() {
        let rows = delivery(&DeliveryNotice { when_unknown: "RESEND".to_owned(), ..notice("UNKNOWN") }).unwrap();
        let body: serde_json::Value = serde_json::from_slice(&rows[0].body).unwrap();
        assert_eq!((body["status"].as_str(), body["whenUnknown"].as_str()), (Some("UNKNOWN"), Some("RESEND")));
    }

    #[test]
    fn what_is_no_notice_is_refused() {
        assert!(delivery(&notice("SENT")).is_err());
        assert!(delivery(&DeliveryNotice { message_id: String::new(), ..notice("FAILED") }).is_err());
    }
}
