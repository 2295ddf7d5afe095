//! What the search keeps of a row of the log.

use contracts::cim::{Activity, SenderType};
use ids::{Ms, TenantId};
use serde::Serialize;
use serde_json::Value;

/// Letters of a message that are searched.
const MOST: usize = 16_384;

/// One row: who takes part since, and what was said, if anything was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) tenant: TenantId,
    pub(crate) conversation_id: String,
    /// The agent who joined with it, or speaks in it.
    pub(crate) agent: Option<String>,
    pub(crate) said: Option<Said>,
}

/// Something that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Said {
    pub(crate) seq: i64,
    pub(crate) at: Ms,
    pub(crate) name: String,
    pub(crate) speaker: String,
    pub(crate) text: String,
    #[serde(skip)]
    pub(crate) customer_id: String,
    /// As they are called in this row; nothing where somebody else speaks.
    #[serde(skip)]
    pub(crate) customer_name: String,
}

impl Note {
    /// What is kept of a row of this customer's conversation; nothing of most that only happened.
    pub(crate) fn of(tenant: &TenantId, customer: &str, activity: &Activity) -> Option<Self> {
        let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
        let said = text(&activity.name, &body).map(|text| Said::of(activity, customer, &text));
        let agent = who_joined(activity, &body);
        let conversation_id = activity.conversation_id.clone();
        (said.is_some() || agent.is_some()).then(|| Self { tenant: tenant.clone(), conversation_id, agent, said })
    }
}

impl Said {
    fn of(activity: &Activity, customer: &str, text: &str) -> Self {
        let sender = activity.header.as_ref().and_then(|header| header.sender.clone()).unwrap_or_default();
        let by_customer = sender.r#type() == SenderType::Customer;
        let customer_name = if by_customer { runtime::text::plain(&sender.name) } else { String::new() };
        Self {
            seq: activity.seq,
            at: activity.at_ms,
            name: activity.name.clone(),
            speaker: storable(&sender.name),
            text: storable(text),
            customer_id: customer.to_owned(),
            customer_name,
        }
    }
}

/// PostgreSQL's text has no NUL.
fn storable(text: &str) -> String {
    text.chars().filter(|c| *c != '\0').take(MOST).collect()
}

/// The agent who joined with this row, or speaks in it.
fn who_joined(activity: &Activity, body: &Value) -> Option<String> {
    if activity.name == "AGENT_SUBSCRIBED" {
        return body["notificationData"]["agentId"].as_str().map(str::to_owned);
    }
    let sender = activity.header.as_ref()?.sender.as_ref()?;
    (sender.r#type() == SenderType::Agent && !sender.id.is_empty()).then(|| sender.id.clone())
}

/// What a row says to people; none if nothing.
fn text(name: &str, body: &Value) -> Option<String> {
    if !(name.ends_with("_MESSAGE") && name != "ACTION_MESSAGE" || name == "WRAPUP_APPLIED") {
        return None;
    }
    let parts = [&body["markdownText"], &body["caption"], &body["attachment"]["mediaName"], &body["note"]];
    let parts: Vec<_> = parts.into_iter().filter_map(Value::as_str).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join("\n"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_people_say_is_found_and_what_happens_is_not() {
        let body = json!({"type": "FILE", "caption": "my bill", "attachment": {"mediaName": "bill.pdf"}});
        assert_eq!(text("CUSTOMER_MESSAGE", &body).as_deref(), Some("my bill\nbill.pdf"));
        assert_eq!(text("WRAPUP_APPLIED", &json!({"note": "called back"})).as_deref(), Some("called back"));
        let happened = json!({"type": "NOTIFICATION", "note": "x"});
        assert!(text("TASK_ENQUEUED", &happened).is_none() && text("ACTION_MESSAGE", &happened).is_none());
    }
}
