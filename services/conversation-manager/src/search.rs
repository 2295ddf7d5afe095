//! Full-text search over conversations: a store of its own that follows the log as a durable group, off the acknowledged road.
//!
//! `words.rs` takes texts apart, `engine.rs` has what the engines say differently, `note.rs` says what is kept of a row, `store.rs`
//! has the statements, `follow.rs` the consumer, `writer.rs` its commits, `backfill.rs` the log of before.

mod backfill;
mod engine;
mod follow;
mod note;
mod store;
#[cfg(test)]
mod tests;
mod words;
mod writer;

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bus::Group;
use tokio_util::sync::CancellationToken;

pub(crate) use store::{Asked, Found, SearchStore};
pub(crate) use words::{Stretch, excerpt, terms};

use crate::ACTIVITY;
use crate::store::Store;

/// The store's name: of its file or its schema.
pub(crate) const PACKAGE: &str = "conversation_search";
/// Who is in which team.
const CONFIG_CHANGED: &str = "unified_admin.config_changed.v1";
/// Between two looks at a store that is away.
const PAUSE: Duration = Duration::from_secs(5);

/// The consumer, and what it leaves its rows to.
pub(crate) fn group(search: &SearchStore, log: &Store) -> (Group, impl Future<Output = runtime::Result<()>> + Send + 'static) {
    let (writer, writing) = writer::new(search.clone());
    let group = Group {
        name: "conversation-search",
        topics: vec![ACTIVITY, CONFIG_CHANGED],
        service: PACKAGE,
        db: search.db().clone(),
        handler: Arc::new(follow::Follower { search: search.clone(), writer, log: log.clone() }),
    };
    (group, writing)
}

/// Reads the log of before until there is nothing left.
pub(crate) async fn backfill(search: SearchStore, log: Store, stop: CancellationToken) -> runtime::Result<()> {
    while !stop.is_cancelled() {
        match backfill::backfill(&search, &log).await {
            Ok(true) => return Ok(()),
            Ok(false) => tokio::task::yield_now().await,
            Err(error) => {
                tracing::warn!(%error, "the log of before cannot be read into the search now");
                tokio::select! {
                    () = tokio::time::sleep(PAUSE) => {}
                    () = stop.cancelled() => {}
                }
            }
        }
    }
    Ok(())
}
