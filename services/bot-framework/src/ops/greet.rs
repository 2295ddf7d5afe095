//! Greets when a bot first speaks to a customer, hears what was said before anybody was there, and keeps track of its role.

use bus::Delivery;
use contracts::cim::Activity;
use contracts::conversation_manager::{ActivityEvent, ConversationContext};
use ids::TenantId;

use crate::bots::Ready;
use crate::domain::memory::Memory;
use crate::log::append;
use crate::ops::answer_message::{Answered, Heard, OVER, reply};
use crate::wire::{self, Speaker};
use crate::{State, peers, store};

pub(crate) async fn greet(state: &State, delivery: &mut Delivery<'_>, row: ActivityEvent) -> errors::Result<()> {
    let activity = row.activity.unwrap_or_default();
    let context = row.context.unwrap_or_default();
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
    let mut said_to_the_end = Vec::new();
    if context.primary_bot_id == new.participant_id && !OVER.contains(&context.state.as_str()) {
        (after, said_to_the_end) = catch_up(state, &tenant, delivery, (&bot, after), (&activity, &context)).await?;
    }
    if after == before && said_to_the_end.is_empty() {
        return Ok(());
    }
    let tx = delivery.tx().await?;
    for cause in said_to_the_end {
        store::drop_answer(tx, &tenant, &cause).await?;
    }
    Ok(store::remember(tx, &tenant, (&activity.conversation_id, &new.participant_id), &after).await?)
}

/// Answers what a customer said since nobody was there to hear it. Messages after the bot's row come with the bot as the one that speaks and are
/// answered as they come; those before it are found here. The same event finds the same messages and derives the same ids, so that what was
/// answered before a crash is not answered again.
async fn catch_up(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (bot, mut memory): (&Ready, Memory),
    (activity, context): (&Activity, &ConversationContext),
) -> errors::Result<(Memory, Vec<String>)> {
    let mut said_to_the_end = Vec::new();
    for missed in unheard(peers::before(state, tenant, activity).await?) {
        let Some(text) = wire::said(&missed) else { continue };
        let cause = ids::derived_id(&[&delivery.event.id, "missed", &missed.id]);
        let heard = Heard { activity: &missed, text: &text, cause: &cause, requested: !context.request_id.is_empty(), aloud: true };
        let Answered { memory: after, said_to_the_end: is_said, over } = reply(state, tenant, delivery, (bot, &memory), &heard).await?;
        metrics::counter!("bot_framework_missed_total").increment(1);
        memory = after;
        if is_said {
            said_to_the_end.push(cause);
        }
        if over {
            break;
        }
    }
    Ok((memory, said_to_the_end))
}

/// Rows that say that somebody was there, or has just left.
const SOMEBODY: [&str; 6] =
    ["BOT_MESSAGE", "AGENT_MESSAGE", "AGENT_SUBSCRIBED", "AGENT_UNSUBSCRIBED", "BOT_SUBSCRIBED", "PARTICIPANT_ROLE_CHANGED"];

/// The customer's messages at the end of these rows that nobody was there to hear, oldest first: those since the beginning, or since the last
/// agent left. What came while anybody was there is theirs, whatever they made of it.
fn unheard(rows: Vec<Activity>) -> Vec<Activity> {
    let last = rows.iter().rposition(|row| SOMEBODY.contains(&row.name.as_str()));
    if last.is_some_and(|last| rows[last].name != "AGENT_UNSUBSCRIBED") {
        return Vec::new();
    }
    let alone = last.map_or(0, |last| last + 1);
    rows.into_iter().skip(alone).filter(|row| row.name == "CUSTOMER_MESSAGE" && !row.erased).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(names: &[&str]) -> Vec<i64> {
        let row = |(seq, name): (i64, &&str)| Activity { seq, name: (*name).to_owned(), ..Activity::default() };
        unheard((1..).zip(names).map(row).collect()).iter().map(|row| row.seq).collect()
    }

    #[test]
    fn what_was_said_before_anybody_came_is_unheard_and_nothing_else() {
        assert_eq!(found(&["CHANNEL_SESSION_STARTED", "CUSTOMER_MESSAGE", "TASK_ENQUEUED", "CUSTOMER_MESSAGE"]), [2, 4]);
        assert_eq!(found(&[]), [0_i64; 0]);
        assert_eq!(found(&["CUSTOMER_MESSAGE", "BOT_MESSAGE"]), [0_i64; 0]);
    }

    #[test]
    fn what_was_said_to_an_agent_is_the_agents_and_what_came_after_they_left_is_nobodys() {
        assert_eq!(found(&["AGENT_SUBSCRIBED", "CUSTOMER_MESSAGE"]), [0_i64; 0]);
        assert_eq!(found(&["AGENT_SUBSCRIBED", "CUSTOMER_MESSAGE", "AGENT_UNSUBSCRIBED", "CUSTOMER_MESSAGE"]), [4]);
        // The bot heard it itself, whatever it made of it.
        assert_eq!(found(&["BOT_SUBSCRIBED", "CUSTOMER_MESSAGE"]), [0_i64; 0]);
    }
}
