//! How good the estimates of waits were since this replica began to route.

use ids::TenantId;
use routing_core::{Quality, Truth};
use serde_json::{Value, json};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;

pub(crate) async fn measure_estimates(state: &State, tenant: &TenantId) -> Result<Value, Error> {
    let look = |turn: &mut Turn<'_>| {
        let queues: Vec<_> = turn.room.told.queues().map(|queue| queue.id).collect();
        let rows = queues.into_iter().map(|queue| {
            let label = turn.room.queue_label(queue);
            let mut row = shown(turn.room.figures.quality(queue));
            row["queue"] = json!({ "id": label.id, "name": label.name });
            row["handlingMs"] = turn.room.figures.handling(queue).map(|span| span.0).into();
            row
        });
        Ok(json!({ "queues": rows.collect::<Vec<_>>() }))
    };
    state.engine.look(tenant, look).await
}

/// `hitRate` is the part of the waits that ended inside the interval, of a thousand; eight hundred is what the intervals promise. Below
/// `estimators` stands how true three ways to estimate came: by the number ahead, which is the one that is told, by the age of the first in
/// line, and by the wait of the last who went to an agent.
fn shown(quality: Quality) -> Value {
    let truth = |truth: Truth| {
        json!({
            "measured": truth.measured,
            "nearPerMille": of(truth.near, truth.measured),
            "errorPerMille": of(truth.error_ms, truth.waited_ms),
        })
    };
    json!({
        "measured": quality.measured,
        "hitRatePerMille": of(quality.hits, quality.measured),
        "errorPerMille": of(quality.error_ms, quality.waited_ms),
        "estimators": {
            "queueLength": truth(quality.queue_length),
            "headOfLine": truth(quality.head_of_line),
            "lastToEnterService": truth(quality.last_to_enter),
        },
    })
}

/// A part of a whole, of a thousand; none of nothing.
fn of(part: u64, all: u64) -> Option<u64> {
    (all > 0).then(|| part.saturating_mul(1_000) / all)
}
