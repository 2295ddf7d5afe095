//! Points at which a test lets the process die, as a power cut would: nothing is flushed, nobody is told.
//!
//! `fail_points = ["stored:2"]` dies the second time the point `stored` is reached. With the default, an empty list, a point is one
//! look at an empty list.

use std::sync::atomic::{AtomicU32, Ordering};

#[derive(Debug, Default)]
pub(crate) struct FailPoints(Vec<(String, AtomicU32)>);

impl FailPoints {
    pub(crate) fn new(points: &[String]) -> Self {
        let read = |point: &String| {
            let (name, times) = point.split_once(':').unwrap_or((point, "1"));
            (name.to_owned(), AtomicU32::new(times.parse().unwrap_or(1)))
        };
        Self(points.iter().map(read).collect())
    }

    /// Dies here if a test said so.
    pub(crate) fn reach(&self, name: &str) {
        let Some((_, left)) = self.0.iter().find(|(point, _)| point == name) else { return };
        if left.fetch_sub(1, Ordering::SeqCst) == 1 {
            tracing::error!(point = name, "dying at a fail point");
            std::process::abort();
        }
    }
}
