//! How good the estimates of waits were since this replica began to route.

use ids::TenantId;
use routing_core::Quality;
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

/// `hitRate` is the part of the waits that ended inside the interval, of a thousand; eight hundred is what the intervals promise.
fn shown(quality: Quality) -> Value {
    let of = |part: u64, all: u64| (all > 0).then(|| part.saturating_mul(1_000) / all);
    json!({
        "measured": quality.measured,
        "hitRatePerMille": of(quality.hits, quality.measured),
        "errorPerMille": of(quality.error_ms, quality.waited_ms),
    })
}
