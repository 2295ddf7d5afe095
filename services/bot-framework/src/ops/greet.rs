//! Greets when a bot first speaks to a customer, and keeps track of its role.

use bus::Delivery;
use contracts::conversation_manager::ActivityEvent;
use ids::TenantId;

use crate::log::append;
use crate::wire::{self, Speaker};
use crate::{State, store};

pub(crate) async fn greet(state: &State, delivery: &mut Delivery<'_>, row: ActivityEvent) -> errors::Result<()> {
    let activity = row.activity.unwrap_or_default();
    let tenant = TenantId::new(delivery.event.tenant.as_str());
    let new = wire::new_role(&activity);
    // A participant that is no bot of ours is somebody else's business.
    let Some(bot) = state.bots.find(&tenant, &new.participant_id).await? else {
        return Ok(());
    };
    let before = state.store.memory(&tenant, &activity.conversation_id, &new.participant_id).await?;
    let mut after = before.clone();
    after.role.clone_from(&new.role);
    if new.role == "PRIMARY" {
        after.misses = 0;
    }
    if new.role == "PRIMARY" && !before.greeted {
        let speaker = Speaker { bot_name: bot.name.clone(), ..Speaker::in_answer_to(&activity, &new.participant_id) };
        if let Some(reply) = bot.engine.greeting() {
            let id = ids::derived_id(&[&delivery.event.id, "reply", "0"]);
            append(state, &tenant, speaker.message(id, "BOT_MESSAGE", &reply)).await?;
        }
        after.greeted = true;
    }
    if after == before {
        return Ok(());
    }
    Ok(store::remember(delivery.tx().await?, &tenant, (&activity.conversation_id, &new.participant_id), &after).await?)
}
