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
pub(crate) const OVER: [&str; 4] = ["CUSTOMER_LEFT", "WRAP_UP", "CLOSING", "CLOSED"];

pub(crate) async fn answer_message(state: &State, delivery: &mut Delivery<'_>, row: ActivityEvent) -> errors::Result<()> {
    let activity = row.activity.unwrap_or_default();
    let context = row.context.unwrap_or_default();
    let tenant = TenantId::new(delivery.event.tenant.as_str());
    if OVER.contains(&context.state.as_str()) {
        return Ok(());
    }
    let said = wire::said(&activity);
    if context.primary_bot_id.is_empty() {
        let Some(text) = said else { return Ok(()) };
        let Some(bot_id) = listener(state, &tenant, &activity, context).await? else { return Ok(()) };
        return suggest(state, &tenant, delivery, (&activity, &bot_id), &text).await;
    }
    // Without words it is for a webhook, which is shown the whole message, or for rules; nobody says that they did not understand it.
    let text = match said {
        Some(text) => text,
        None if wire::is_a_thing(&activity) && is_webhook(state, &tenant, &context.primary_bot_id).await? => String::new(),
        None => return Ok(()),
    };
    answer(state, &tenant, delivery, (&activity, &context), &text).await
}

async fn is_webhook(state: &State, tenant: &TenantId, bot_id: &str) -> errors::Result<bool> {
    Ok(state.bots.find(tenant, bot_id).await?.is_some_and(|bot| bot.bot.doc.webhook.is_some()))
}

async fn answer(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (activity, context): (&Activity, &ConversationContext),
    text: &str,
) -> errors::Result<()> {
    let Some(bot) = state.bots.find(tenant, &context.primary_bot_id).await? else {
        let speaker = Speaker::in_answer_to(activity, &context.primary_bot_id);
        return hand_over_orphan(state, tenant, &speaker).await;
    };
    let before = state.store.memory(tenant, &activity.conversation_id, &bot.id).await?;
    let event_id = delivery.event.id.clone();
    let heard = Heard { activity, text, cause: &event_id, requested: !context.request_id.is_empty(), aloud: true };
    let Answered { memory: after, said_to_the_end, .. } = reply(state, tenant, delivery, (&bot, &before), &heard).await?;
    if after == before && !said_to_the_end {
        return Ok(());
    }
    let tx = delivery.tx().await?;
    if said_to_the_end {
        store::drop_answer(tx, tenant, &event_id).await?;
    }
    if after != before {
        store::remember(tx, tenant, (&activity.conversation_id, &bot.id), &after).await?;
    }
    Ok(())
}

/// What a customer said, and what names everything that follows from it.
pub(crate) struct Heard<'a> {
    pub(crate) activity: &'a Activity,
    pub(crate) text: &'a str,
    /// Ids of what is said and done are derived from it.
    pub(crate) cause: &'a str,
    /// An agent was asked for already.
    pub(crate) requested: bool,
    /// The answer is for the customer, who may see it come; what is suggested to agents is not.
    pub(crate) aloud: bool,
}

/// How a bot's answer ended.
pub(crate) struct Answered {
    /// What it remembers from now on.
    pub(crate) memory: Memory,
    /// An answer from outside, kept under the cause, is not needed any more.
    pub(crate) said_to_the_end: bool,
    /// The bot has nothing more to say: it is too late, or rules were told.
    pub(crate) over: bool,
}

/// Says and does what a bot answers. Nothing is remembered yet.
pub(crate) async fn reply(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (bot, before): (&Ready, &Memory),
    heard: &Heard<'_>,
) -> errors::Result<Answered> {
    let speaker = Speaker { bot_name: bot.name.clone(), ..Speaker::in_answer_to(heard.activity, &bot.id) };
    let waiting = heard.requested || before.has_just_asked(state.clock.now());
    if bot.bot.doc.is_outside() {
        let handover = bot.engine.hand_over_if_asked(heard.text).filter(|_| !waiting);
        return match handover {
            Some(turn) => take_turn(state, tenant, (&speaker, heard.cause), (before, turn)).await,
            None => answer_from_outside(state, tenant, delivery, (&speaker, bot, before), (heard, waiting)).await,
        };
    }
    let turn = bot.engine.answer(before.misses, waiting, heard.text);
    take_turn(state, tenant, (&speaker, heard.cause), (before, turn)).await
}

/// Says and does what the built-in part of a bot has decided.
async fn take_turn(
    state: &State,
    tenant: &TenantId,
    (speaker, cause): (&Speaker, &str),
    (before, turn): (&Memory, Turn),
) -> errors::Result<Answered> {
    let mut after = before.clone();
    if let Some(reply) = &turn.reply {
        let id = ids::derived_id(&[cause, "reply", "0"]);
        if !append(state, tenant, speaker.message(id, "BOT_MESSAGE", reply)).await? {
            return Ok(Answered { memory: after, said_to_the_end: false, over: true });
        }
    }
    after.misses = turn.misses;
    if let Some(wish) = &turn.wish {
        find_agent(state, tenant, (speaker, cause), wish).await?;
        after.asked_at = state.clock.now();
    }
    Ok(Answered { memory: after, said_to_the_end: false, over: false })
}

async fn answer_from_outside(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (speaker, bot, before): (&Speaker, &Ready, &Memory),
    (heard, waiting): (&Heard<'_>, bool),
) -> errors::Result<Answered> {
    let Asked::Answered(answer) = ask(state, tenant, delivery, (speaker, bot), heard).await? else {
        return Ok(Answered { memory: before.clone(), said_to_the_end: false, over: true });
    };
    let told = tell(state, tenant, (speaker, heard.cause), (&answer, "BOT_MESSAGE")).await?;
    let mut after = Memory { misses: 0, ..before.clone() };
    if told && let Some(asked) = answer.find_agent.as_ref().filter(|_| !waiting) {
        find_agent(state, tenant, (speaker, heard.cause), &bot.engine.wish(asked)).await?;
        after.asked_at = state.clock.now();
    }
    Ok(Answered { memory: after, said_to_the_end: true, over: !told })
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

/// The bot that listens. A row of the version before does not say it: the store does, until no such row is left to be handled.
async fn listener(state: &State, tenant: &TenantId, activity: &Activity, context: ConversationContext) -> errors::Result<Option<String>> {
    match context.listening_bot_id {
        Some(bot_id) => Ok(Some(bot_id).filter(|bot_id| !bot_id.is_empty())),
        None => Ok(state.store.assistant(tenant, &activity.conversation_id).await?),
    }
}

async fn suggest(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (activity, bot_id): (&Activity, &str),
    text: &str,
) -> errors::Result<()> {
    let Some(bot) = state.bots.find(tenant, bot_id).await? else {
        return Ok(());
    };
    let event_id = delivery.event.id.clone();
    let speaker = Speaker { bot_name: bot.name.clone(), ..Speaker::in_answer_to(activity, bot_id) };
    if bot.bot.doc.is_outside() {
        let heard = Heard { activity, text, cause: &event_id, requested: false, aloud: false };
        let Asked::Answered(answer) = ask(state, tenant, delivery, (&speaker, &bot), &heard).await? else {
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
    let wish = Wish { queue: String::new(), priority: 1, agent: String::new(), reason: "BOT_MISSING" };
    let id = ids::derived_id(&[&speaker.conversation_id, "bot-missing"]);
    append(state, tenant, speaker.wish(id, &wish)).await.map(|_| ())
}
