//! What a bot has cost, and what became of its suggestions, day by day.

use std::collections::BTreeMap;

use errors::Fault;
use ids::{Ms, TenantId};
use serde::Serialize;
use utoipa::ToSchema;

use crate::State;
use crate::store::Spent;

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
    pub(crate) suggestions: Suggestions,
}

/// What became of what the bot suggested to agents.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Suggestions {
    pub(crate) offered: i64,
    /// Sent as they stood.
    pub(crate) accepted: i64,
    /// Sent in other words.
    pub(crate) edited: i64,
    /// Put away.
    pub(crate) ignored: i64,
}

impl Suggestions {
    fn add(&mut self, outcome: &str, times: i64) {
        match outcome {
            "ACCEPTED" => self.accepted += times,
            "EDITED" => self.edited += times,
            "IGNORED" => self.ignored += times,
            _ => self.offered += times,
        }
    }
}

pub(crate) async fn read_usage(state: &State, tenant: &TenantId, id: &str, days: Option<i64>) -> errors::Result<Vec<Used>> {
    let bot = state.bots.find(tenant, id).await?.ok_or_else(|| Fault::not_found("bot", id))?;
    let days = days.unwrap_or(30).clamp(1, 366);
    let first = state.clock.now() / DAY - days + 1;
    let mut days: BTreeMap<i64, (Option<Spent>, Suggestions)> = BTreeMap::new();
    for row in state.store.usage(tenant, &bot.id, first).await? {
        days.entry(row.day).or_default().0 = Some(row);
    }
    for row in state.store.suggested(tenant, &bot.id, first).await? {
        days.entry(row.day).or_default().1.add(&row.outcome, row.times);
    }
    let used = days.into_iter().map(|(day, (spent, suggestions))| {
        let spent = spent.unwrap_or_default();
        Used {
            day: ids::rfc3339(day * DAY).get(..10).unwrap_or_default().to_owned(),
            answers: spent.answers,
            prompt_tokens: spent.prompt_tokens,
            completion_tokens: spent.completion_tokens,
            #[expect(clippy::cast_precision_loss, reason = "a sum of money that is shown")]
            cost: spent.cost_millionths as f64 / 1e6,
            suggestions,
        }
    });
    Ok(used.collect())
}
