//! Tells a webhook bot that wants to hear it what happens in its conversation; it may answer as to a message.

use contracts::bus::Envelope;
use contracts::conversation_manager::ActivityEvent;
use ids::TenantId;
use serde_json::Value;

use crate::State;
use crate::domain::outside::answer::Answer;
use crate::ops::answer_message::{find_agent, tell};
use crate::outside::{Question, What};
use crate::peers;
use crate::wire::Speaker;

/// Rows that bots hear of, and what the contract calls them.
const INTENTS: [(&str, &str); 7] = [
    ("BOT_SUBSCRIBED", "CHANNEL_SESSION_STARTED"),
    ("CHANNEL_SESSION_STARTED", "CHANNEL_SESSION_STARTED"),
    ("CHANNEL_SESSION_ENDED", "CHANNEL_SESSION_ENDED"),
    ("CHANNEL_SESSION_EXPIRED", "CHANNEL_SESSION_ENDED"),
    ("AGENT_RESERVED", "AGENT_RESERVED"),
    ("AGENT_SUBSCRIBED", "AGENT_SUBSCRIBED"),
    ("AGENT_UNSUBSCRIBED", "AGENT_UNSUBSCRIBED"),
];

/// What a bot is told of a row of that name.
pub(crate) fn intent_of(row: &str) -> Option<&'static str> {
    INTENTS.iter().find(|(name, _)| *name == row).map(|(_, intent)| *intent)
}

pub(crate) async fn tell_bot(state: &State, event: &Envelope, row: &ActivityEvent, intent: &str) -> errors::Result<()> {
    let tenant = TenantId::new(event.tenant.as_str());
    let (Some(activity), Some(context)) = (&row.activity, &row.context) else { return Ok(()) };
    let Some(bot) = state.bots.find(&tenant, &context.primary_bot_id).await? else { return Ok(()) };
    if !bot.bot.doc.webhook.as_ref().is_some_and(|webhook| webhook.send_events) {
        return Ok(());
    }
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let speaker = Speaker { bot_name: bot.name.clone(), ..Speaker::in_answer_to(activity, &context.primary_bot_id) };
    let question = Question {
        conversation_id: speaker.conversation_id.clone(),
        id: event.id.clone(),
        what: What::Intent { name: intent.to_owned(), entities: body["notificationData"].clone() },
        history: Vec::new(),
        conversation: peers::conversation(state, &tenant, &speaker.conversation_id).await?,
        drafts: None,
    };
    let outcome = state.outside.ask((&tenant, &bot.id), &bot.bot.doc, &bot.knowledge, &question).await;
    // What it has to say of it matters less than that the conversation goes on.
    let answer = outcome.unwrap_or_else(|failure| {
        tracing::warn!(conversation = speaker.conversation_id, bot = bot.id, intent, %failure, "a bot could not be told");
        Answer::default()
    });
    if tell(state, &tenant, (&speaker, &event.id), (&answer, "BOT_MESSAGE")).await?
        && let Some(asked) = &answer.find_agent
    {
        find_agent(state, &tenant, (&speaker, &event.id), &bot.engine.wish(asked)).await?;
    }
    Ok(())
}
