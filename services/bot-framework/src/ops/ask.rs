//! Asks a bot that lives elsewhere about a message, once: its answer is kept until all of it is said, so that a second try does not get
//! another one.

use bus::{Delivery, Event};
use contracts::bot_framework::BotEvent;
use contracts::conversation_manager::SignalRequest;
use errors::Fault;
use ids::{Principal, TenantId};
use serde_json::Value;
use tokio::sync::watch;

use crate::bots::Ready;
use crate::domain::outside::answer::Answer;
use crate::domain::outside::failure::Failure;
use crate::ops::answer_message::Heard;
use crate::ops::draft::Coming;
use crate::outside::{Question, What};
use crate::wire::Speaker;
use crate::{BOT_EVENT, NAME, State, peers};

/// What came of it.
pub(crate) enum Asked {
    Answered(Answer),
    /// Rules were told, and say what happens next.
    Failed,
}

pub(crate) async fn ask(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    (speaker, bot): (&Speaker, &Ready),
    heard: &Heard<'_>,
) -> errors::Result<Asked> {
    let Heard { activity, text, cause, .. } = *heard;
    if let Some(answer) = state.store.answer(tenant, cause).await? {
        return Ok(Asked::Answered(answer));
    }
    let body: Value = serde_json::from_slice(&activity.body_json).unwrap_or_default();
    let question = Question {
        conversation_id: speaker.conversation_id.clone(),
        id: cause.to_owned(),
        what: What::Message { text: text.to_owned(), body },
        history: if bot.bot.doc.openai.is_some() { peers::history(state, tenant, activity).await? } else { Vec::new() },
        conversation: if bot.bot.doc.webhook.is_some() {
            peers::conversation(state, tenant, &speaker.conversation_id).await?
        } else {
            Value::Null
        },
        drafts: None,
    };
    shows_that_it_thinks(state, tenant, speaker).await;
    let outcome = if heard.aloud {
        asked_aloud(state, tenant, (speaker, bot), cause, question).await
    } else {
        state.outside.ask((tenant, &bot.id), &bot.bot.doc, &bot.knowledge, &question).await
    };
    let code = outcome.as_ref().err().map_or("ANSWERED", Failure::code);
    metrics::counter!("bot_framework_asked_total", "outcome" => code).increment(1);
    match outcome {
        Ok(answer) => {
            state.store.keep_answer((tenant, cause), (&bot.id, state.clock.now()), &answer, bot.bot.doc.cost(answer.usage)).await?;
            Ok(Asked::Answered(answer))
        }
        Err(failure) => {
            tell_rules(state, tenant, delivery, speaker, &failure).await?;
            Ok(Asked::Failed)
        }
    }
}

/// The customer watches while the answer comes.
async fn asked_aloud(
    state: &State,
    tenant: &TenantId,
    (speaker, bot): (&Speaker, &Ready),
    cause: &str,
    mut question: Question,
) -> Result<Answer, Failure> {
    let (sender, shown) = watch::channel(String::new());
    question.drafts = Some(sender);
    let coming = Coming { speaker, message_id: ids::derived_id(&[cause, "reply", "0"]) };
    let was_shown = shown.clone();
    let outcome = tokio::select! {
        outcome = state.outside.ask((tenant, &bot.id), &bot.bot.doc, &bot.knowledge, &question) => outcome,
        never = coming.show(state, tenant, shown) => match never {},
    };
    if outcome.is_err() && !was_shown.borrow().is_empty() {
        coming.withdraw(state, tenant).await;
    }
    outcome
}

/// The customer sees that somebody writes.
async fn shows_that_it_thinks(state: &State, tenant: &TenantId, speaker: &Speaker) {
    let principal = Principal::service(tenant.clone(), NAME);
    let sender = Some(speaker.sender());
    let signal = SignalRequest { conversation_id: speaker.conversation_id.clone(), name: "TYPING_STARTED".to_owned(), sender, draft: None };
    // A hint: nobody misses one that is lost.
    let _lost = state.conversations.clone().signal(runtime::call(&principal, signal)).await;
}

async fn tell_rules(
    state: &State,
    tenant: &TenantId,
    delivery: &mut Delivery<'_>,
    speaker: &Speaker,
    failure: &Failure,
) -> errors::Result<()> {
    let (name, code) = (failure.event(), failure.code());
    tracing::warn!(conversation = speaker.conversation_id, bot = speaker.bot_id, code, %failure, "a bot gave no answer that can be used");
    let event = BotEvent {
        conversation_id: speaker.conversation_id.clone(),
        session_id: speaker.session_id.clone(),
        bot_id: speaker.bot_id.clone(),
        name: name.to_owned(),
        code: code.to_owned(),
        detail: failure.to_string(),
        at_ms: state.clock.now(),
    };
    let event = Event::new(BOT_EVENT, speaker.conversation_id.clone(), name, tenant.clone(), &event);
    state.publisher.publish(delivery.tx().await?, vec![event]).await.map_err(Fault::from)
}
