//! Lets an administrator try a bot without a conversation, saved or not.

use std::sync::Arc;

use errors::{Fault, Kind};
use ids::TenantId;
use runtime::objects::{Error, MASK, Object as _, Stored};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use utoipa::ToSchema;

use crate::State;
use crate::bots::Ready;
use crate::domain::bot::Bot;
use crate::domain::engine::Turn;
use crate::domain::outside::Line;
use crate::domain::outside::answer::Answer;
use crate::outside::{Question, What};
use crate::wire;

/// What is said to the bot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    text: String,
    /// Misunderstandings before.
    #[serde(default)]
    misses: u32,
    /// What was said before.
    #[serde(default)]
    history: Vec<Line>,
}

/// The same to a bot as it would be saved.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftSaid {
    bot: Bot,
    /// The bot it is a draft of: secrets that are not sent are that one's.
    #[serde(default)]
    id: String,
    text: String,
    #[serde(default)]
    misses: u32,
    #[serde(default)]
    history: Vec<Line>,
}

/// What it would do.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Tried {
    /// Bodies of its messages.
    replies: Vec<Value>,
    find_agent: Option<Asked>,
    /// Misunderstandings after.
    misses: u32,
    /// What it would suggest while an agent talks.
    suggestion: Option<Value>,
    /// What it would note in the conversation.
    data: Value,
    /// Why there is no answer, of a bot that lives elsewhere: rules would hear `BOT_TIMEOUT` or `BOT_FAILED`.
    failure: Option<Failed>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriedAgent)]
struct Asked {
    queue: String,
    priority: i32,
    reason: &'static str,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TriedFailure)]
struct Failed {
    event: &'static str,
    code: &'static str,
    detail: String,
}

pub(crate) async fn try_bot(state: &State, tenant: &TenantId, id: &str, said: Said) -> errors::Result<Tried> {
    let bot = state.bots.find(tenant, id).await?.ok_or_else(|| Fault::not_found("bot", id))?;
    tried(state, tenant, &bot, said).await
}

pub(crate) async fn try_draft(state: &State, tenant: &TenantId, draft: DraftSaid) -> errors::Result<Tried> {
    let DraftSaid { mut bot, id, text, misses, history } = draft;
    let saved = state.bots.documents.get(tenant, &id).await?;
    keep_secrets(&mut bot, saved.as_deref().map(|saved| &saved.doc));
    let violations = bot.validate();
    if !violations.is_empty() {
        return Err(Error::Invalid { kind: Bot::KIND, violations }.into());
    }
    if let Some(Err(failure)) = bot.url().map(|url| state.outside.allows(url)) {
        return Err(Fault::new(Kind::Invalid, failure.code(), failure.to_string()));
    }
    let ready = Ready::new(Arc::new(Stored { id, version: 0, updated_at: 0, doc: bot }));
    tried(state, tenant, &ready, Said { text, misses, history }).await
}

/// A secret that is masked is the saved bot's, but only for the address it was given for.
fn keep_secrets(bot: &mut Bot, saved: Option<&Bot>) {
    let same_place = saved.is_some_and(|saved| saved.url() == bot.url());
    let keep = |secret: &mut String, kept: Option<&String>| {
        if secret == MASK {
            *secret = kept.filter(|_| same_place).cloned().unwrap_or_default();
        }
    };
    if let Some(webhook) = &mut bot.webhook {
        keep(&mut webhook.secret, saved.and_then(|saved| saved.webhook.as_ref()).map(|webhook| &webhook.secret));
    }
    if let Some(rasa) = &mut bot.rasa {
        keep(&mut rasa.token, saved.and_then(|saved| saved.rasa.as_ref()).map(|rasa| &rasa.token));
    }
    if let Some(model) = &mut bot.openai {
        keep(&mut model.api_key, saved.and_then(|saved| saved.openai.as_ref()).map(|model| &model.api_key));
    }
}

async fn tried(state: &State, tenant: &TenantId, bot: &Ready, said: Said) -> errors::Result<Tried> {
    if !bot.bot.doc.is_outside() {
        let turn = bot.engine.answer(said.misses, false, &said.text);
        let suggestion = bot.engine.suggest(&said.text).as_ref().map(wire::body);
        return Ok(Tried { suggestion, ..of_turn(turn) });
    }
    if let Some(turn) = bot.engine.hand_over_if_asked(&said.text) {
        return Ok(of_turn(turn));
    }
    let conversation_id = ids::new_id();
    let question = Question {
        id: ids::new_id(),
        what: What::Message { text: said.text.clone(), body: json!({"type": "PLAIN", "markdownText": said.text}) },
        history: said.history,
        conversation: json!({"conversationId": conversation_id, "trial": true}),
        conversation_id,
        drafts: None,
    };
    let outcome = state.outside.ask_now(&bot.bot.doc, &bot.knowledge, &question).await;
    if let Ok(answer) = &outcome {
        state.store.meter(tenant, (&bot.id, state.clock.now()), answer.usage, bot.bot.doc.cost(answer.usage)).await?;
    }
    Ok(match outcome {
        Ok(answer) => of_answer(bot, &answer),
        Err(failure) => {
            let failed = Failed { event: failure.event(), code: failure.code(), detail: failure.to_string() };
            Tried { failure: Some(failed), ..of_turn(Turn::default()) }
        }
    })
}

fn of_turn(turn: Turn) -> Tried {
    Tried {
        replies: turn.reply.iter().map(wire::body).collect(),
        find_agent: turn.wish.map(|wish| Asked { queue: wish.queue, priority: wish.priority, reason: wish.reason }),
        misses: turn.misses,
        suggestion: None,
        data: json!({}),
        failure: None,
    }
}

fn of_answer(bot: &Ready, answer: &Answer) -> Tried {
    let said = |suggestion: bool| answer.says.iter().filter(move |said| said.suggestion == suggestion).map(|said| wire::body(&said.reply));
    let wish = answer.find_agent.as_ref().map(|asked| bot.engine.wish(asked));
    Tried {
        suggestion: said(true).next(),
        data: Value::Object(answer.data.clone()),
        replies: said(false).collect(),
        ..of_turn(Turn { wish, ..Turn::default() })
    }
}
