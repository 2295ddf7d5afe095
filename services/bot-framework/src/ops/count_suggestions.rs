//! Counts what bots suggest, and what agents make of it.

use bus::Delivery;
use contracts::conversation_manager::ActivityEvent;
use ids::TenantId;
use serde_json::Value;

use crate::{State, store};

/// Names under which it is counted.
pub(crate) const OFFERED: &str = "OFFERED";
pub(crate) const OUTCOMES: [&str; 3] = ["ACCEPTED", "EDITED", "IGNORED"];

pub(crate) async fn count_suggestion(state: &State, delivery: &mut Delivery<'_>, row: ActivityEvent) -> errors::Result<()> {
    let activity = row.activity.unwrap_or_default();
    let tenant = TenantId::new(delivery.event.tenant.as_str());
    let (bot_id, outcome) = if activity.name == "BOT_SUGGESTION" {
        let sender = activity.header.and_then(|header| header.sender).unwrap_or_default();
        (sender.id, OFFERED)
    } else {
        let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
        let data = &body["notificationData"];
        let Some(outcome) = OUTCOMES.into_iter().find(|outcome| data["outcome"] == *outcome) else { return Ok(()) };
        (data["botId"].as_str().unwrap_or_default().to_owned(), outcome)
    };
    if state.bots.find(&tenant, &bot_id).await?.is_none() {
        return Ok(());
    }
    metrics::counter!("bot_framework_suggestions_total", "outcome" => outcome).increment(1);
    Ok(store::count_suggestion(delivery.tx().await?, &tenant, (&bot_id, outcome), activity.at_ms).await?)
}
