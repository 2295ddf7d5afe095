//! The end of a source's outbox in memory, read once for all groups that follow the source.
//!
//! Rows become visible in the order of their places, because a store has one writer: what was read up to a place is all there is up to it.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use db::Db;
use tokio::sync::Mutex;
use tokio::time::Instant;

use crate::broadcast::Bell;
use crate::outbox::{self, Placed};

/// Events read at once.
pub(crate) const WINDOW: usize = 500;
/// How often the store is read although nobody rang: another process published.
pub(crate) const POLL: Duration = Duration::from_millis(100);
/// Events kept at most.
const ROWS: usize = 2_000;
/// Bytes of payload kept at most.
const BYTES: usize = 2 << 20;

pub(crate) struct Recent {
    db: Db,
    /// All topics of the source that any group follows.
    topics: Vec<&'static str>,
    bell: Arc<Bell>,
    rows: Mutex<Rows>,
}

/// Part of an outbox for one group.
pub(crate) struct Window {
    pub(crate) events: Vec<Placed>,
    /// Nothing of the group's lies between its last event and this place.
    pub(crate) end: i64,
    /// There may be more behind it.
    pub(crate) more: bool,
}

#[derive(Default)]
struct Rows {
    /// Everything behind this place and up to `end` is kept.
    base: i64,
    end: i64,
    kept: VecDeque<Placed>,
    bytes: usize,
    /// When the store was read to its end, and how often the bell had rung before.
    whole: Option<(Instant, u64)>,
}

impl Recent {
    pub(crate) fn new(db: Db, topics: Vec<&'static str>, bell: Arc<Bell>) -> Self {
        Self { db, topics, bell, rows: Mutex::default() }
    }

    /// The store, for those who need an older part of it.
    pub(crate) fn db(&self) -> &Db {
        &self.db
    }

    pub(crate) fn bell(&self) -> Arc<Bell> {
        self.bell.clone()
    }

    /// At most [`WINDOW`] events of these topics behind a place.
    pub(crate) async fn read(&self, topics: &[&'static str], after: i64) -> db::Result<Window> {
        let mut rows = self.rows.lock().await;
        if after < rows.base {
            let end = rows.end;
            drop(rows);
            let events = outbox::read(&self.db, topics, after, WINDOW).await?;
            let more = events.len() >= WINDOW;
            let last = events.last().map_or(after, |(pos, _)| *pos);
            // A page that is not full ends where the store did, which is at what was kept or behind it.
            return Ok(Window { end: if more { last } else { last.max(end) }, events, more });
        }
        if after > rows.end {
            *rows = Rows { base: after, end: after, ..Rows::default() };
        }
        let rung = self.bell.rung();
        if rows.whole.is_none_or(|(at, heard)| heard != rung || at.elapsed() >= POLL) {
            let read = outbox::read(&self.db, &self.topics, rows.end, WINDOW).await?;
            rows.whole = (read.len() < WINDOW).then(|| (Instant::now(), rung));
            rows.keep(read, after);
        }
        Ok(rows.window(topics, after))
    }
}

impl Rows {
    /// Adds what was read; what is behind `needed` stays.
    fn keep(&mut self, read: Vec<Placed>, needed: i64) {
        for placed in read {
            self.end = placed.0;
            self.bytes += placed.1.payload.len();
            self.kept.push_back(placed);
        }
        while self.kept.len() > ROWS || self.bytes > BYTES {
            if self.kept.front().is_none_or(|(pos, _)| *pos > needed) {
                break;
            }
            if let Some((pos, event)) = self.kept.pop_front() {
                self.base = pos;
                self.bytes -= event.payload.len();
            }
        }
    }

    fn window(&self, topics: &[&'static str], after: i64) -> Window {
        let first = self.kept.partition_point(|(pos, _)| *pos <= after);
        let mut wanted = self.kept.range(first..).filter(|(_, event)| topics.contains(&event.topic.as_str()));
        let events: Vec<_> = wanted.by_ref().take(WINDOW).cloned().collect();
        let cut = wanted.next().is_some();
        let end = if cut { events.last().map_or(self.end, |(pos, _)| *pos) } else { self.end };
        Window { events, end, more: cut || self.whole.is_none() }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::event::Envelope;

    fn placed(pos: i64, topic: &str, bytes: usize) -> Placed {
        let envelope = Envelope { topic: topic.to_owned(), key: pos.to_string(), payload: vec![0; bytes], ..Envelope::default() };
        (pos, Arc::new(envelope))
    }

    /// What a store with these rows would give.
    fn read(store: &[Placed], after: i64) -> Vec<Placed> {
        store.iter().filter(|(pos, _)| *pos > after).take(WINDOW).cloned().collect()
    }

    proptest! {
        #[test]
        fn a_group_that_goes_on_from_where_it_ended_gets_each_of_its_events_once(
            sizes in proptest::collection::vec((1_i64..3, any::<bool>(), 0_usize..40_000), 0..1_500),
        ) {
            let mut pos = 0;
            let store: Vec<_> = sizes.iter().map(|(step, mine, bytes)| {
                pos += step;
                placed(pos, if *mine { "mine" } else { "other" }, *bytes)
            }).collect();
            let (mut rows, mut after, mut got) = (Rows::default(), 0, Vec::new());
            loop {
                let fresh = read(&store, rows.end);
                rows.whole = (fresh.len() < WINDOW).then(|| (Instant::now(), 0));
                rows.keep(fresh, after);
                prop_assert!(after >= rows.base, "what was needed was thrown away");
                let window = rows.window(&["mine"], after);
                got.extend(window.events.iter().map(|(pos, _)| *pos));
                prop_assert!(window.end >= after);
                after = window.end;
                if !window.more {
                    break;
                }
            }
            let mine: Vec<_> = store.iter().filter(|(_, event)| event.topic == "mine").map(|(pos, _)| *pos).collect();
            prop_assert_eq!(got, mine);
            // What was handed out may go; what was not stays.
            prop_assert!(rows.kept.len() <= ROWS + WINDOW);
        }
    }
}
