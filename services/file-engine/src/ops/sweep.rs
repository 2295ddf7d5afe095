//! What is over is taken away: uploads that died, files that no message names, files past their time.

use std::sync::Arc;

use ids::Ms;

use super::erase_files::erase_condemned;
use crate::state::State;

const DAY: Ms = 86_400_000;
/// Until then whoever asks for a file that is gone hears that it was there.
const REMEMBERED: Ms = 400 * DAY;

/// Idempotent, and any number of replicas may do it at the same time.
pub(crate) async fn sweep(state: Arc<State>) -> errors::Result<()> {
    let now = state.clock.now();
    let unattached = Ms::try_from(state.config.unattached.as_millis()).unwrap_or(Ms::MAX);
    let lost = state.store.condemn_lost(now, now.saturating_sub(unattached)).await?;
    let mut old = 0;
    for (tenant, channel_type) in state.store.origins().await? {
        let days = state.limits(&tenant, &channel_type).await?.retention_days;
        if days > 0 {
            old += state.store.condemn_old(&tenant, &channel_type, now.saturating_sub(days * DAY)).await?;
        }
    }
    if lost + old > 0 {
        metrics::counter!("file_engine_swept_total", "why" => "lost").increment(lost);
        metrics::counter!("file_engine_swept_total", "why" => "retention").increment(old);
        tracing::info!(lost, old, "files are swept");
    }
    state.store.forget(now.saturating_sub(REMEMBERED)).await?;
    erase_condemned(&state).await
}
