//! Workers, timers, and the end of the process.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::FutureExt as _;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::Instrument as _;

use crate::app::{OnExit, Tick, Work};

/// Ends a process in order: no new work, then what is in flight, then nothing.
#[derive(Clone)]
pub(crate) struct Lifecycle {
    pub(crate) stop: CancellationToken,
    /// Asked to stop: cancelled before `stop`.
    pub(crate) leaving: CancellationToken,
    pub(crate) tracker: TaskTracker,
    /// Something ended that should not have.
    pub(crate) failed: Arc<AtomicBool>,
}

impl Lifecycle {
    pub(crate) fn new(stop: CancellationToken, leaving: CancellationToken, tracker: TaskTracker) -> Self {
        Self { stop, leaving, tracker, failed: Arc::default() }
    }

    /// Runs a worker; see [`OnExit`] for what its end means.
    pub(crate) fn worker(&self, service: &'static str, name: &'static str, on_exit: OnExit, work: Work) {
        let this = self.clone();
        let span = tracing::info_span!("worker", service, worker = name);
        let run = async move {
            let dropped = async {
                if on_exit == OnExit::EndInOrder {
                    std::future::pending::<()>().await;
                }
                this.stop.cancelled().await;
            };
            let ended = tokio::select! {
                ended = AssertUnwindSafe(work).catch_unwind() => ended,
                () = dropped => return,
            };
            let problem = match ended {
                Ok(Ok(())) => None,
                Ok(Err(error)) => Some(error.to_string()),
                Err(_panic) => Some("it panicked".to_owned()),
            };
            if on_exit != OnExit::Ignore && !this.stop.is_cancelled() {
                tracing::error!(problem, "a worker ended: the process stops");
                this.failed.store(true, Ordering::Release);
                this.stop.cancel();
            } else if let Some(problem) = problem {
                tracing::error!(problem, "a worker failed");
            }
        };
        self.tracker.spawn(run.instrument(span));
    }

    /// Runs a job now and after every period.
    pub(crate) fn every(&self, service: &'static str, name: &'static str, period: Duration, job: Tick) {
        let stop = self.stop.clone();
        let span = tracing::info_span!("job", service, job = name);
        let run = async move {
            let mut timer = tokio::time::interval(period);
            timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = timer.tick() => {}
                    () = stop.cancelled() => return,
                }
                if let Ok(Err(fault)) = AssertUnwindSafe(job()).catch_unwind().await {
                    tracing::warn!(error = fault.chain(), "a job failed; it runs again");
                }
            }
        };
        self.tracker.spawn(run.instrument(span));
    }

    /// The first signal stops softly; a second one ends the wait for what is in flight.
    pub(crate) fn on_signals(&self, hard: &CancellationToken) -> std::io::Result<()> {
        let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let (stop, leaving, hard) = (self.stop.clone(), self.leaving.clone(), hard.clone());
        #[expect(clippy::disallowed_methods, reason = "outlives the tracker it waits for")]
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    _ = terminate.recv() => {}
                    _ = interrupt.recv() => {}
                }
                if stop.is_cancelled() || leaving.is_cancelled() {
                    hard.cancel();
                } else {
                    tracing::info!("stopping; once more to stop at once");
                    leaving.cancel();
                }
            }
        });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A worker that has something left to do when it hears of the stop.
    async fn stopped(on_exit: OnExit) -> bool {
        let stop = CancellationToken::new();
        let lifecycle = Lifecycle::new(stop.clone(), stop.child_token(), TaskTracker::new());
        let done = Arc::new(AtomicBool::new(false));
        let (heard, told) = (stop.clone(), done.clone());
        let work = async move {
            heard.cancelled().await;
            tokio::task::yield_now().await;
            told.store(true, Ordering::Release);
            Ok(())
        };
        lifecycle.worker("shop", "till", on_exit, Box::pin(work));
        tokio::task::yield_now().await;
        stop.cancel();
        lifecycle.tracker.close();
        lifecycle.tracker.wait().await;
        assert!(!lifecycle.failed.load(Ordering::Acquire), "a worker that ends with the process does not fail");
        done.load(Ordering::Acquire)
    }

    #[tokio::test]
    async fn a_worker_that_ends_in_order_is_waited_for_and_no_other() {
        for _ in 0..50 {
            assert!(stopped(OnExit::EndInOrder).await);
            assert!(!stopped(OnExit::StopProcess).await);
        }
    }

    #[tokio::test]
    async fn a_worker_that_nobody_can_do_without_ends_the_process() {
        for (on_exit, ends) in [(OnExit::StopProcess, true), (OnExit::EndInOrder, true), (OnExit::Ignore, false)] {
            let stop = CancellationToken::new();
            let lifecycle = Lifecycle::new(stop.clone(), stop.child_token(), TaskTracker::new());
            lifecycle.worker("shop", "till", on_exit, Box::pin(std::future::ready(Ok(()))));
            lifecycle.tracker.close();
            lifecycle.tracker.wait().await;
            assert_eq!((stop.is_cancelled(), lifecycle.failed.load(Ordering::Acquire)), (ends, ends));
        }
    }
}
