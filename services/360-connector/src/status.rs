//! One of `statuses[]`.

use connector::{Status, digits, text};
use serde_json::{Value, json};

use crate::cloud::list;
use crate::codes::refusal;
use crate::message::fault;

pub(crate) fn status(item: &Value) -> Result<Status, &'static str> {
    let id = text(&item["id"]).ok_or("NO_ID")?;
    let word = text(&item["status"]).ok_or("NO_STATUS")?;
    let seconds = digits(&item["timestamp"]).ok_or("BAD_TIMESTAMP")?;
    let ours = match word.as_str() {
        "sent" | "delivered" | "read" | "played" | "failed" => word.as_str(),
        _ => "unknown",
    };
    let mut status = Status {
        key: format!("{id}|{word}|{seconds}"),
        provider_message_id: Some(id),
        status: ours.to_owned(),
        recipient: text(&item["recipient_id"]).or_else(|| text(&item["recipient_user_id"])),
        timestamp_ms: Some(seconds.checked_mul(1000).ok_or("BAD_TIMESTAMP")?),
        errors: list(&item["errors"]).iter().map(fault).collect(),
        provider_status: word,
        ..Status::default()
    };
    if status.status == "failed" {
        let code = list(&item["errors"]).first().and_then(|error| digits(&error["code"]));
        let refusal = refusal(code.unwrap_or(-1), "");
        status.error_class = Some(refusal.class.as_str().to_owned());
        status.retryable = Some(refusal.retryable());
    }
    for (ours, theirs) in [("pricing", "pricing"), ("callback_data", "biz_opaque_callback_data")] {
        if let Some(value) = item.get(theirs).filter(|value| !value.is_null()) {
            status.more.insert(ours.to_owned(), value.clone());
        }
    }
    let conversation = &item["conversation"];
    if conversation.is_object() {
        let expires = digits(&conversation["expiration_timestamp"]).and_then(|seconds| seconds.checked_mul(1000));
        let ours = json!({ "id": conversation["id"], "origin": conversation["origin"]["type"], "expires_ms": expires });
        status.more.insert("conversation".to_owned(), ours);
    }
    Ok(status)
}
