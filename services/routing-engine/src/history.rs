//! What was: the log read from a snapshot on, up to an instant.

use ids::{Ms, TenantId};
use routing_core::{Decision, EventKind, RequestId, Shard};

use crate::error::Error;
use crate::explained::{Ended, Story};
use crate::store::{LogRow, Store};

/// Rows read at once.
const PAGE: i64 = 500;

/// A time to look at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Window {
    /// Nothing that matters happened before; none if that is not known.
    pub(crate) from: Option<Ms>,
    /// As of the end of this millisecond.
    pub(crate) until: Ms,
}

/// The offers of a request until the end of the window, and why it waits then if it does.
pub(crate) async fn story(store: &Store, tenant: &TenantId, request: RequestId, window: Window) -> Result<Story, Error> {
    let snapshot = store.snapshot_before(tenant, window.from.unwrap_or(Ms::MIN)).await?;
    let (mut idx, mut shard) = match snapshot {
        Some((idx, snapshot)) => (idx, Shard::from_snapshot(&snapshot)),
        None => beginning(store, tenant).await?,
    };
    let mut story = Story::default();
    loop {
        let rows = store.rows(tenant, idx, PAGE).await?;
        for row in &rows {
            if !tell(&mut shard, row, (request, window.until), &mut story) {
                return Ok(ended(story, &shard, request, window.until));
            }
        }
        idx = rows.last().map_or(idx, |row| row.idx);
        if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
            return Ok(ended(story, &shard, request, window.until));
        }
        // A long story must not keep others from the processor.
        tokio::task::yield_now().await;
    }
}

/// The state before the oldest row there is.
async fn beginning(store: &Store, tenant: &TenantId) -> Result<(i64, Shard), Error> {
    let oldest = store.snapshot_oldest(tenant).await?;
    let first = store.rows(tenant, 0, 1).await?;
    match (first.first(), oldest) {
        (Some(row), Some((idx, snapshot))) if row.idx > 1 => Ok((idx, Shard::from_snapshot(&snapshot))),
        _ => Ok((0, Shard::new())),
    }
}

/// Folds a row in; false once the window has ended.
fn tell(shard: &mut Shard, row: &LogRow, (request, until): (RequestId, Ms), story: &mut Story) -> bool {
    for event in &row.events {
        if event.at.0 > until {
            return false;
        }
        match &event.kind {
            EventKind::Offered { task, request: offered, agent, .. } if *offered == request => {
                let why = shard.explain(request, event.at);
                story.decisions.extend(why.map(|why| Decision { task: *task, agent: *agent, why }));
            }
            EventKind::Joined { request: joined, agent, .. } if *joined == request => story.joined = Some((*agent, event.at)),
            EventKind::RequestClosed { request: closed, reason, .. } if *closed == request => {
                let entered = shard.request(request).map_or(event.at, |facts| facts.enqueued_at);
                story.ended = Some(Ended { reason: *reason, at: event.at, entered, waited: shard.explain(request, event.at) });
            }
            // An id that is used again begins anew.
            EventKind::Enqueued(enqueued) if enqueued.request == request => *story = Story::default(),
            _ => {}
        }
        shard.apply(event);
    }
    true
}

fn ended(mut story: Story, shard: &Shard, request: RequestId, until: Ms) -> Story {
    story.now = shard.explain(request, routing_core::Ms(until));
    story
}
