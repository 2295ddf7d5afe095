//! Reacts to a row of a conversation's log. Most rows are messages no rule is for: they cost a look at a table in memory.

use bus::Delivery;
use ids::TenantId;

use crate::domain::facts;
use crate::ops::react::{Aftermath, Cause, react};
use crate::{NAME, State, store, wire};

pub(crate) async fn handle_activity(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let envelope = delivery.event;
    let tenant = TenantId::new(envelope.tenant.as_str());
    if envelope.r#type == "CONVERSATION_ENDED" {
        let at = envelope.occurred_at_ms;
        let tx = delivery.tx().await?;
        store::forget(tx, &tenant, &envelope.key).await?;
        return Ok(store::add_ended(tx, &tenant, &envelope.key, at).await?);
    }
    let rules = state.rules.of(&tenant).await?;
    if !rules.cares_for(&envelope.r#type) {
        return Ok(());
    }
    let row = runtime::log::row(&state.conversations, NAME, envelope).await?;
    let context = row.context.unwrap_or_default();
    let activity = row.activity.unwrap_or_default();
    let event = wire::event(&envelope.id, &activity);
    if facts::is_over(&context.state) || rules.on(&event.name).next().is_none() {
        return Ok(());
    }
    let cause = Cause { tenant, conversation_id: activity.conversation_id, event };
    let aftermath = react(state, &cause).await?;
    write(state, delivery, &cause, &aftermath).await
}

/// Writes what the store must learn of a reaction.
pub(crate) async fn write(state: &State, delivery: &mut Delivery<'_>, cause: &Cause, aftermath: &Aftermath) -> errors::Result<()> {
    if aftermath.anything {
        let wake = state.wake.clone();
        let tx = delivery.tx().await?;
        aftermath.write(tx, cause, None).await?;
        if aftermath.sets_timers() {
            tx.after_commit(move || wake.notify_one());
        }
    }
    Ok(())
}
