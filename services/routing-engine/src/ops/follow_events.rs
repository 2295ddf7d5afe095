//! What was reported since, waiting for it if there is nothing yet.

use std::time::Duration;

use ids::TenantId;

use crate::State;
use crate::engine::{Cursor, Page};
use crate::error::Error;

/// Longest wait of a reader.
pub(crate) const LONGEST: Duration = Duration::from_secs(25);
/// Most reports of one answer.
pub(crate) const MOST: usize = 500;

/// At most so many reports behind `after`; from now on without one.
pub(crate) async fn follow_events(
    state: &State,
    tenant: &TenantId,
    after: Option<&str>,
    (most, wait): (usize, Duration),
) -> Result<Page, Error> {
    // A shard that has just been opened has no feed before it has read its log.
    state.engine.look(tenant, |_| Ok(())).await?;
    let feed = state.engine.feed(tenant)?;
    let Some(after) = after else { return Ok(Page { items: Vec::new(), cursor: feed.cursor() }) };
    let place = Cursor::parse(after).ok_or(Error::Malformed { field: "after", problem: "is no cursor" })?;
    let mut moved = feed.watch();
    let until = tokio::time::Instant::now() + wait.min(LONGEST);
    loop {
        moved.mark_unchanged();
        let page = feed.after(place, most.clamp(1, MOST)).ok_or(Error::CursorGone)?;
        if !page.items.is_empty() || tokio::time::timeout_at(until, moved.changed()).await.is_err() {
            return Ok(page);
        }
    }
}
