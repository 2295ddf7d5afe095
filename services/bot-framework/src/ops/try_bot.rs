//! Lets an administrator try a bot without a conversation.

use errors::Fault;
use ids::TenantId;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::bots::Bots;
use crate::wire;

/// What is said to the bot.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Said {
    text: String,
    /// Misunderstandings before.
    #[serde(default)]
    misses: u32,
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
}

#[derive(Debug, Serialize, ToSchema)]
struct Asked {
    queue: String,
    priority: i32,
    reason: &'static str,
}

pub(crate) async fn try_bot(bots: &Bots, tenant: &TenantId, id: &str, said: &Said) -> errors::Result<Tried> {
    let bot = bots.find(tenant, id).await?.ok_or_else(|| Fault::not_found("bot", id))?;
    let turn = bot.engine.answer(said.misses, false, &said.text);
    Ok(Tried {
        replies: turn.reply.iter().map(wire::body).collect(),
        find_agent: turn.wish.map(|wish| Asked { queue: wish.queue, priority: wish.priority, reason: wish.reason }),
        misses: turn.misses,
        suggestion: bot.engine.suggest(&said.text).as_ref().map(wire::body),
    })
}
