//! What a bot has cost, day by day.

use errors::Fault;
use ids::{Ms, TenantId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;

const DAY: Ms = 24 * 60 * 60 * 1000;

/// A day's use of a bot.
#[derive(Debug, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Used {
    /// `2026-11-22`, UTC.
    pub(crate) day: String,
    pub(crate) answers: i64,
    pub(crate) prompt_tokens: i64,
    pub(crate) completion_tokens: i64,
    /// By the prices in the bot's document.
    pub(crate) cost: f64,
}

pub(crate) async fn read_usage(state: &State, tenant: &TenantId, id: &str, days: Option<i64>) -> errors::Result<Vec<Used>> {
    let bot = state.bots.find(tenant, id).await?.ok_or_else(|| Fault::not_found("bot", id))?;
    let days = days.unwrap_or(30).clamp(1, 366);
    let first = state.clock.now() / DAY - days + 1;
    let rows = state.store.usage(tenant, &bot.id, first).await?;
    let day = |number: i64| ids::rfc3339(number * DAY).get(..10).unwrap_or_default().to_owned();
    let used = rows.into_iter().map(|row| Used {
        day: day(row.day),
        answers: row.answers,
        prompt_tokens: row.prompt_tokens,
        completion_tokens: row.completion_tokens,
        #[expect(clippy::cast_precision_loss, reason = "a sum of money that is shown")]
        cost: row.cost_millionths as f64 / 1e6,
    });
    Ok(used.collect())
}
