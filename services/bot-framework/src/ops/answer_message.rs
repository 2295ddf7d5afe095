//! Answers a customer's message: to the customer while the bot speaks, to the agents while it listens.

use bus::Delivery;
use contracts::cim::Activity;
use contracts::conversation_manager::{ActivityEvent, ConversationContext};
use ids::TenantId;

use crate::domain::engine::Wish;
use crate::log::append;
use crate::wire::{self, Speaker};
use crate::{State, store};

/// States in which nobody is left to talk to.
const OVER: [&str; 4] = ["CUSTOMER_LEFT", "WRAP_UP", "CLOSING", "CLOSED"];

pub(crate) async fn answer_message(state: &State, delivery: &mut Delivery<'_>, row: ActivityEvent) -> errors::Result<()> {
    let activity = row.activity.unwrap_or_default();
    let context = row.context.unwrap_or_default();
    let tenant = TenantId::new(delivery.event.tenant.as_str());
    if OVER.contains(&context.state.as_str()) {
        return Ok(());
    }
    let Some(text) = wire::said(&activity) else {
        return Ok(());
    };
    if context.primary_bot_id.is_empty() {
        return suggest(state, &tenant, &delivery.event.id, &activity, &text).await;
    }
    answer(state, &tenant, delivery, (&activity, &context), &text).await
}

async fn answer(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (activity, context): (&Activity, &ConversationContext),
    text: &str,
) -> errors::Result<()> {
    let event_id = &delivery.event.id;
    let mut speaker = speaker(activity, &context.primary_bot_id);
    let Some(bot) = state.bots.find(tenant, &context.primary_bot_id).await? else {
        return hand_over_orphan(state, tenant, &speaker).await;
    };
    speaker.bot_name = bot.name;
    let before = state.store.memory(tenant, &speaker.conversation_id, &speaker.bot_id).await?;
    let now = state.clock.now();
    let waiting = !context.request_id.is_empty() || before.has_just_asked(now);
    let turn = bot.engine.answer(before.misses, waiting, text);
    if let Some(reply) = &turn.reply {
        let id = ids::derived_id(&[event_id, "reply", "0"]);
        if !append(state, tenant, speaker.message(id, "BOT_MESSAGE", reply)).await? {
            return Ok(());
        }
    }
    let mut after = before.clone();
    after.misses = turn.misses;
    if let Some(wish) = &turn.wish {
        let id = ids::derived_id(&[event_id, "find-agent"]);
        append(state, tenant, speaker.wish(id, wish)).await?;
        metrics::counter!("bot_framework_handovers_total", "reason" => wish.reason).increment(1);
        after.asked_at = now;
    }
    if after == before {
        return Ok(());
    }
    Ok(store::remember(delivery.tx().await?, tenant, (&speaker.conversation_id, &speaker.bot_id), &after).await?)
}

async fn suggest(state: &State, tenant: &TenantId, event_id: &str, activity: &Activity, text: &str) -> errors::Result<()> {
    // A tenant without bots is spared the look into the store.
    if state.bots.documents.list(tenant).await?.is_empty() {
        return Ok(());
    }
    let Some(bot_id) = state.store.assistant(tenant, &activity.conversation_id).await? else {
        return Ok(());
    };
    let Some(bot) = state.bots.find(tenant, &bot_id).await? else {
        return Ok(());
    };
    let Some(reply) = bot.engine.suggest(text) else {
        return Ok(());
    };
    let speaker = Speaker { bot_name: bot.name, ..speaker(activity, &bot_id) };
    let id = ids::derived_id(&[event_id, "reply", "0"]);
    append(state, tenant, speaker.message(id, "BOT_SUGGESTION", &reply)).await.map(|_| ())
}

/// A customer whose bot was deleted gets an agent instead of silence; asked for once per conversation.
async fn hand_over_orphan(state: &State, tenant: &TenantId, speaker: &Speaker) -> errors::Result<()> {
    tracing::warn!(
        conversation = speaker.conversation_id,
        bot = speaker.bot_id,
        "a conversation has a bot that does not exist: asking for an agent"
    );
    let wish = Wish { queue: String::new(), priority: 1, reason: "BOT_MISSING" };
    let id = ids::derived_id(&[&speaker.conversation_id, "bot-missing"]);
    append(state, tenant, speaker.wish(id, &wish)).await.map(|_| ())
}

fn speaker(activity: &Activity, bot_id: &str) -> Speaker {
    Speaker {
        bot_id: bot_id.to_owned(),
        bot_name: String::new(),
        conversation_id: activity.conversation_id.clone(),
        session_id: wire::session_of(activity),
    }
}
