//! Status callbacks: `channels.md` 3.5.

use connector::Status;
use serde_json::json;

use crate::codes::refusal;
use crate::inbound::Form;

pub(crate) fn status(form: &Form, word: &str, own_id: Option<String>) -> Result<Status, &'static str> {
    let id = form.text("ChannelMessageSid").or_else(|| form.text("MessageSid")).or_else(|| form.text("SmsSid")).ok_or("NO_ID")?;
    let ours = match word {
        "accepted" | "scheduled" | "queued" | "sending" => "queued",
        "sent" | "delivered" | "read" => word,
        "undelivered" | "failed" | "canceled" => "failed",
        _ => "unknown",
    };
    let mut status = Status {
        key: format!("{id}|{word}"),
        provider_message_id: Some(id),
        status: ours.to_owned(),
        provider_status: word.to_owned(),
        recipient: form.text("To"),
        ..Status::default()
    };
    if let Some(code) = form.get("ErrorCode").and_then(|code| code.parse::<i64>().ok()) {
        let details = form.text("ChannelStatusMessage").or_else(|| form.text("ErrorMessage"));
        status.errors.push(json!({ "code": code, "details": details }));
    }
    if ours == "failed" {
        let code = form.get("ErrorCode").and_then(|code| code.parse::<i64>().ok()).unwrap_or(-1);
        let refusal = refusal(code, "");
        status.error_class = Some(refusal.class.as_str().to_owned());
        status.retryable = Some(refusal.retryable());
    }
    if let Some(own) = own_id {
        status.more.insert("callback_data".to_owned(), own.into());
    }
    Ok(status)
}
