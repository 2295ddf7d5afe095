//! Reacts to a bot that gave no answer. The event comes beside the log: the rules see the conversation as it is now.

use bus::Delivery;
use contracts::bot_framework::BotEvent;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;

use crate::ops::handle_activity::write;
use crate::ops::react::{Cause, react};
use crate::{State, wire};

pub(crate) async fn handle_bot_event(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let envelope = delivery.event;
    let tenant = TenantId::new(envelope.tenant.as_str());
    let told = BotEvent::decode(envelope.payload.as_slice()).map_err(Fault::internal)?;
    let rules = state.rules.of(&tenant).await?;
    if rules.on(&told.name).next().is_none() {
        return Ok(());
    }
    let (conversation_id, event) = (told.conversation_id.clone(), wire::bot_event(&envelope.id, told));
    let cause = Cause { tenant, conversation_id, event };
    let aftermath = react(state, &cause).await?;
    write(state, delivery, &cause, &aftermath).await
}
