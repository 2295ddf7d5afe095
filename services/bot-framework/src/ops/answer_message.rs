//! Answers a customer's message: to the customer while the bot speaks, to the agents while it listens.

use bus::Delivery;
use contracts::cim::Activity;
use contracts::conversation_manager::{ActivityEvent, ConversationContext};
use ids::TenantId;

use crate::bots::Ready;
use crate::domain::engine::{Turn, Wish};
use crate::domain::memory::Memory;
use crate::domain::outside::answer::Answer;
use crate::log::append;
use crate::ops::ask::{Asked, ask};
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
        return suggest(state, &tenant, delivery, &activity, &text).await;
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
    let mut speaker = Speaker::in_answer_to(activity, &context.primary_bot_id);
    let Some(bot) = state.bots.find(tenant, &context.primary_bot_id).await? else {
        return hand_over_orphan(state, tenant, &speaker).await;
    };
    speaker.bot_name.clone_from(&bot.name);
    let before = state.store.memory(tenant, &speaker.conversation_id, &speaker.bot_id).await?;
    let waiting = !context.request_id.is_empty() || before.has_just_asked(state.clock.now());
    if bot.bot.doc.is_outside() {
        let handover = bot.engine.hand_over_if_asked(text).filter(|_| !waiting);
        return match handover {
            Some(turn) => take_turn(state, tenant, delivery, (&speaker, &before), turn).await,
            None => answer_from_outside(state, tenant, delivery, (&speaker, &bot, &before), (activity, text, waiting)).await,
        };
    }
    let turn = bot.engine.answer(before.misses, waiting, text);
    take_turn(state, tenant, delivery, (&speaker, &before), turn).await
}

/// Says and does what the built-in part of a bot has decided.
async fn take_turn(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (speaker, before): (&Speaker, &Memory),
    turn: Turn,
) -> errors::Result<()> {
    let event_id = &delivery.event.id;
    if let Some(reply) = &turn.reply {
        let id = ids::derived_id(&[event_id, "reply", "0"]);
        if !append(state, tenant, speaker.message(id, "BOT_MESSAGE", reply)).await? {
            return Ok(());
        }
    }
    let mut after = before.clone();
    after.misses = turn.misses;
    if let Some(wish) = &turn.wish {
        find_agent(state, tenant, (speaker, event_id), wish).await?;
        after.asked_at = state.clock.now();
    }
    if after == *before {
        return Ok(());
    }
    Ok(store::remember(delivery.tx().await?, tenant, (&speaker.conversation_id, &speaker.bot_id), &after).await?)
}

async fn answer_from_outside(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (speaker, bot, before): (&Speaker, &Ready, &Memory),
    (activity, text, waiting): (&Activity, &str, bool),
) -> errors::Result<()> {
    let Asked::Answered(answer) = ask(state, tenant, delivery, (speaker, bot), (activity, text)).await? else {
        return Ok(());
    };
    let event_id = delivery.event.id.clone();
    let told = tell(state, tenant, (speaker, &event_id), (&answer, "BOT_MESSAGE")).await?;
    let mut after = Memory { misses: 0, ..before.clone() };
    if told && let Some(asked) = answer.find_agent.as_ref().filter(|_| !waiting) {
        find_agent(state, tenant, (speaker, &event_id), &bot.engine.wish(asked)).await?;
        after.asked_at = state.clock.now();
    }
    let tx = delivery.tx().await?;
    store::drop_answer(tx, tenant, &event_id).await?;
    if after != *before {
        store::remember(tx, tenant, (&speaker.conversation_id, &speaker.bot_id), &after).await?;
    }
    Ok(())
}

/// Says what a bot from outside wants said; false if it is too late for that.
pub(crate) async fn tell(
    state: &State,
    tenant: &TenantId,
    (speaker, cause): (&Speaker, &str),
    (answer, name): (&Answer, &str),
) -> errors::Result<bool> {
    for (index, said) in answer.says.iter().enumerate() {
        let id = ids::derived_id(&[cause, "reply", &index.to_string()]);
        let name = if said.suggestion { "BOT_SUGGESTION" } else { name };
        if !append(state, tenant, speaker.message(id, name, &said.reply)).await? {
            return Ok(false);
        }
    }
    if !answer.data.is_empty() && name == "BOT_MESSAGE" {
        let id = ids::derived_id(&[cause, "data"]);
        return append(state, tenant, speaker.data(id, &answer.data)).await;
    }
    Ok(true)
}

pub(crate) async fn find_agent(state: &State, tenant: &TenantId, (speaker, cause): (&Speaker, &str), wish: &Wish) -> errors::Result<()> {
    let id = ids::derived_id(&[cause, "find-agent"]);
    append(state, tenant, speaker.wish(id, wish)).await?;
    metrics::counter!("bot_framework_handovers_total", "reason" => wish.reason).increment(1);
    Ok(())
}

async fn suggest(state: &State, tenant: &TenantId, delivery: &mut Delivery<'_>, activity: &Activity, text: &str) -> errors::Result<()> {
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
    let event_id = delivery.event.id.clone();
    let speaker = Speaker { bot_name: bot.name.clone(), ..Speaker::in_answer_to(activity, &bot_id) };
    if bot.bot.doc.is_outside() {
        let Asked::Answered(answer) = ask(state, tenant, delivery, (&speaker, &bot), (activity, text)).await? else {
            return Ok(());
        };
        // Whatever it says, only agents see it; what it wants done is for them to do.
        tell(state, tenant, (&speaker, &event_id), (&answer, "BOT_SUGGESTION")).await?;
        return Ok(store::drop_answer(delivery.tx().await?, tenant, &event_id).await?);
    }
    let Some(reply) = bot.engine.suggest(text) else {
        return Ok(());
    };
    let id = ids::derived_id(&[&event_id, "reply", "0"]);
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
