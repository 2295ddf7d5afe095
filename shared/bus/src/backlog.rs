//! How many events of a publisher wait to be carried away, and whether that is too many to let new work in.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use errors::{Fault, Kind};

/// The backlog of one publisher in this process. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Backlog(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    source: &'static str,
    limit: i64,
    is_full: AtomicBool,
}

impl Backlog {
    /// With more events than `limit` new work is refused.
    pub(crate) fn new(source: &'static str, limit: u64) -> Self {
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        Self(Arc::new(Inner { source, limit, is_full: AtomicBool::new(false) }))
    }

    /// So many wait. What is full opens again at nine tenths, so that it does not flicker.
    pub(crate) fn measured(&self, waiting: i64) {
        let Inner { source, limit, is_full } = &*self.0;
        metrics::gauge!("bus_outbox_rows", "source" => *source).set(f64::from(u32::try_from(waiting).unwrap_or(u32::MAX)));
        let was_full = is_full.load(Ordering::Acquire);
        let is_now = waiting > *limit || (was_full && waiting > *limit / 10 * 9);
        is_full.store(is_now, Ordering::Release);
        if is_now && !was_full {
            tracing::error!(source, waiting, limit, "too many events wait: new work is refused until they are carried away");
        } else if was_full && !is_now {
            tracing::info!(source, waiting, "new work is let in again");
        }
    }

    pub(crate) fn admit(&self) -> errors::Result<()> {
        if !self.0.is_full.load(Ordering::Acquire) {
            return Ok(());
        }
        metrics::counter!("bus_intake_refused_total", "source" => self.0.source).increment(1);
        Err(Fault::new(Kind::Unavailable, "BACKLOG", "too much waits to be passed on: try again in a moment"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_work_is_refused_above_the_limit_and_let_in_again_well_below_it() {
        let backlog = Backlog::new("shop", 100);
        backlog.measured(100);
        assert!(backlog.admit().is_ok());
        backlog.measured(101);
        let refused = backlog.clone().admit().unwrap_err();
        assert_eq!((refused.kind(), refused.code()), (Kind::Unavailable, "BACKLOG"));
        backlog.measured(95);
        assert!(backlog.admit().is_err());
        backlog.measured(90);
        assert!(backlog.admit().is_ok());
    }
}
