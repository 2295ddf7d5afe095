//! What was reported, for those who follow along: a ring of the newest reports, and where one is in it.
//!
//! A place names the owner's epoch and a number. Whoever is too far behind, or comes from before a start, is told so and reads the whole again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use contracts::routing_engine::{AgentChangedEvent, TaskChangedEvent};
use ids::Ms;
use tokio::sync::watch;

/// Reports that are kept.
const KEPT: usize = 10_000;

/// One report, as it was published.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) at: Ms,
    pub(crate) said: Said,
}

#[derive(Debug)]
pub(crate) enum Said {
    Task(Box<TaskChangedEvent>),
    Agent(Box<AgentChangedEvent>),
}

/// A place in the feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cursor {
    pub(crate) epoch: i64,
    pub(crate) number: u64,
}

impl Cursor {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (epoch, number) = text.split_once('-')?;
        Some(Self { epoch: epoch.parse().ok()?, number: number.parse().ok()? })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.epoch, self.number)
    }
}

/// Some reports, and where the feed goes on behind them.
#[derive(Debug)]
pub(crate) struct Page {
    pub(crate) items: Vec<Arc<Report>>,
    pub(crate) cursor: Cursor,
}

#[derive(Debug, Default)]
struct Ring {
    epoch: i64,
    /// Number of the newest report.
    last: u64,
    kept: VecDeque<Arc<Report>>,
}

/// The ring of one shard. It outlives a room: a commit that failed has reported nothing.
#[derive(Clone, Debug)]
pub(crate) struct Feed {
    ring: Arc<Mutex<Ring>>,
    moved: Arc<watch::Sender<u64>>,
}

impl Default for Feed {
    fn default() -> Self {
        Self { ring: Arc::default(), moved: Arc::new(watch::channel(0).0) }
    }
}

impl Feed {
    fn ring(&self) -> MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the newest report is.
    pub(crate) fn cursor(&self) -> Cursor {
        let ring = self.ring();
        Cursor { epoch: ring.epoch, number: ring.last }
    }

    /// Adds reports that are durable. A new epoch begins at the beginning.
    pub(super) fn push(&self, epoch: i64, reports: Vec<Report>) {
        let last = {
            let mut ring = self.ring();
            if ring.epoch != epoch {
                *ring = Ring { epoch, ..Ring::default() };
            }
            for report in reports {
                ring.last += 1;
                ring.kept.push_back(Arc::new(report));
                if ring.kept.len() > KEPT {
                    ring.kept.pop_front();
                }
            }
            ring.last
        };
        self.moved.send_replace(last);
    }

    /// At most so many reports behind a place; none if the feed does not reach back there.
    pub(crate) fn after(&self, place: Cursor, most: usize) -> Option<Page> {
        let ring = self.ring();
        let kept = u64::try_from(ring.kept.len()).unwrap_or(u64::MAX);
        if place.epoch != ring.epoch || place.number > ring.last || place.number < ring.last - kept {
            return None;
        }
        let skipped = usize::try_from(place.number - (ring.last - kept)).unwrap_or(usize::MAX);
        let items: Vec<_> = ring.kept.iter().skip(skipped).take(most).cloned().collect();
        let number = place.number + u64::try_from(items.len()).unwrap_or(0);
        Some(Page { items, cursor: Cursor { epoch: ring.epoch, number } })
    }

    /// Hears of every report from now on.
    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.moved.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reports(count: usize) -> Vec<Report> {
        (0..).take(count).map(|at| Report { at, said: Said::Agent(Box::default()) }).collect()
    }

    #[test]
    fn a_reader_goes_on_where_it_was_and_hears_when_that_is_gone() {
        let feed = Feed::default();
        feed.push(1, reports(3));
        let page = feed.after(Cursor { epoch: 1, number: 1 }, 1).unwrap();
        assert_eq!((page.items.len(), page.cursor.to_string()), (1, "1-2".to_owned()));
        assert_eq!(feed.after(page.cursor, 10).unwrap().items[0].at, 2);
        feed.push(1, reports(KEPT));
        assert!(feed.after(page.cursor, 10).is_none(), "pushed out");
        assert!(feed.after(Cursor { epoch: 1, number: 99_999 }, 10).is_none(), "never was");
        let newest = feed.cursor();
        assert!(feed.after(newest, 10).unwrap().items.is_empty());
        feed.push(2, reports(1));
        assert!(feed.after(newest, 10).is_none(), "another owner");
        assert_eq!(Cursor::parse("2-7"), Some(Cursor { epoch: 2, number: 7 }));
        assert_eq!(Cursor::parse("x"), None);
    }
}
