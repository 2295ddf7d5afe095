//! Whether the newest snapshot is what the log gives.
//!
//! A start trusts the snapshot and replays only what is behind it. So each is held against the log while there is time: the events since the
//! snapshot before it are folded once more, and have to give the same. One that is wrong is thrown away; the log is the truth, and the next
//! start reads more of it.

use ids::TenantId;
use routing_core::Shard;

use crate::State;
use crate::error::Error;

/// Rows read at once.
const PAGE: i64 = 500;

/// What came of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is what the log gives.
    Right,
    /// It was not, and is gone.
    Wrong,
    /// There is none, or the log does not reach back far enough to tell.
    Unknown,
}

pub(crate) async fn verify_snapshot(state: &State, tenant: &TenantId) -> Result<Verdict, Error> {
    let store = state.engine.store();
    let Some((wanted, newest)) = store.snapshot(tenant).await? else { return Ok(Verdict::Unknown) };
    let below = store.snapshot_below(tenant, wanted).await?;
    let (mut idx, mut shard) = below.map_or_else(|| (0, Shard::new()), |(idx, snapshot)| (idx, Shard::from_snapshot(&snapshot)));
    while idx < wanted {
        let rows = store.rows(tenant, idx, PAGE.min(wanted - idx)).await?;
        for row in &rows {
            // What was pruned cannot be folded.
            if row.idx != idx + 1 {
                return Ok(Verdict::Unknown);
            }
            row.events.iter().for_each(|event| shard.apply(event));
            idx = row.idx;
        }
        if rows.is_empty() {
            return Ok(Verdict::Unknown);
        }
        // A long log must not keep others from the processor.
        tokio::task::yield_now().await;
    }
    if shard.snapshot() == newest {
        return Ok(Verdict::Right);
    }
    store.drop_snapshot(tenant, wanted).await?;
    metrics::counter!("routing_engine_snapshots_wrong_total").increment(1);
    tracing::error!(tenant = tenant.as_str(), idx = wanted, "a snapshot is not what the log gives, and was thrown away");
    Ok(Verdict::Wrong)
}
