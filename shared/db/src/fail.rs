//! Trouble on purpose, where what is durable changes: in a transaction that is about to commit, and in one that just has.
//!
//! Only in builds with debug assertions; a release has none of this. One point is armed for a process by its environment:
//! `SWITCHBOARD_FAIL="after; DELETE FROM bus_outbox; abort; 3"`: the third transaction that ran such a statement commits, and the process ends
//! before anybody hears of it. `before` or `after`; `abort`, `panic`, `error` (the caller hears that the store is away) or `sleep` (five seconds).
//! Bringing a store to its version is such a boundary too; its statement is `MIGRATE`. A test arms a store of its own with `Db::arm`.

use crate::error::Result;

/// What a migration calls itself here.
pub(crate) const MIGRATE: &str = "MIGRATE";

/// What a test armed for one store.
#[derive(Clone, Debug, Default)]
pub(crate) struct Points {
    #[cfg(debug_assertions)]
    own: std::sync::Arc<std::sync::Mutex<Option<std::sync::Arc<armed::Plan>>>>,
}

#[cfg(debug_assertions)]
impl crate::pool::Db {
    /// Arms a point for this store alone, in place of the one before; the text is that of `SWITCHBOARD_FAIL`. For tests: only in builds with debug
    /// assertions. False, and nothing armed, if the text is not understood.
    pub fn arm(&self, point: &str) -> bool {
        let plan = armed::Plan::parse(point).map(std::sync::Arc::new);
        let understood = plan.is_some();
        *self.points().own.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = plan;
        understood
    }
}

/// One transaction, as the armed point sees it.
#[derive(Debug)]
pub(crate) struct Boundary {
    #[cfg(debug_assertions)]
    plan: Option<std::sync::Arc<armed::Plan>>,
    #[cfg(debug_assertions)]
    concerned: bool,
}

#[cfg(not(debug_assertions))]
impl Boundary {
    pub(crate) const fn of(_points: &Points) -> Self {
        Self {}
    }

    pub(crate) const fn saw(&mut self, _sql: &str) {}

    pub(crate) fn before(&self) -> std::future::Ready<Result<()>> {
        std::future::ready(Ok(()))
    }

    pub(crate) fn after(&self) -> std::future::Ready<Result<()>> {
        std::future::ready(Ok(()))
    }
}

#[cfg(debug_assertions)]
impl Boundary {
    /// Of a store: what it is armed with, else what the process is armed with.
    pub(crate) fn of(points: &Points) -> Self {
        let own = points.own.lock().unwrap_or_else(std::sync::PoisonError::into_inner).clone();
        Self { plan: own.or_else(armed::plan), concerned: false }
    }

    /// A statement runs in it.
    pub(crate) fn saw(&mut self, sql: &str) {
        self.concerned |= self.plan.as_ref().is_some_and(|plan| sql.contains(&plan.statement));
    }

    /// It is about to commit.
    pub(crate) async fn before(&self) -> Result<()> {
        self.reached(armed::When::Before).await
    }

    /// It has committed; nobody knows yet.
    pub(crate) async fn after(&self) -> Result<()> {
        self.reached(armed::When::After).await
    }

    async fn reached(&self, when: armed::When) -> Result<()> {
        match &self.plan {
            Some(plan) if self.concerned && plan.is_due(when) => plan.strike().await,
            _ => Ok(()),
        }
    }
}

#[cfg(debug_assertions)]
mod armed {
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::sync::{Arc, OnceLock};
    use std::time::Duration;

    use crate::error::{Error, Result};

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub(super) enum When {
        Before,
        After,
    }

    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    enum What {
        Abort,
        Panic,
        Error,
        Sleep,
    }

    /// The armed point.
    #[derive(Debug)]
    pub(super) struct Plan {
        when: When,
        pub(super) statement: String,
        what: What,
        /// Transactions to come before the one that is struck, and that one.
        left: AtomicU64,
    }

    /// Read once: a point is armed for the life of a process.
    pub(super) fn plan() -> Option<Arc<Plan>> {
        static PLAN: OnceLock<Option<Arc<Plan>>> = OnceLock::new();
        #[expect(clippy::disallowed_methods, reason = "no setting: it must not exist in a release")]
        PLAN.get_or_init(|| std::env::var("SWITCHBOARD_FAIL").ok().and_then(|text| Plan::parse(&text)).map(Arc::new)).clone()
    }

    impl Plan {
        /// None, and a line in the log, if it cannot be understood.
        pub(super) fn parse(text: &str) -> Option<Self> {
            let parts: Vec<_> = text.split(';').map(str::trim).collect();
            let parsed = match parts.as_slice() {
                [when, statement, what, nth] => parse(when, what).zip(nth.parse().ok()).map(|((when, what), nth)| Self {
                    when,
                    statement: (*statement).to_owned(),
                    what,
                    left: AtomicU64::new(nth),
                }),
                _ => None,
            };
            if parsed.is_none() {
                tracing::error!(text, "the point is not understood: nothing fails");
            }
            parsed
        }

        /// Whether this is the one.
        pub(super) fn is_due(&self, when: When) -> bool {
            let counted = || self.left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |left| left.checked_sub(1));
            when == self.when && counted() == Ok(1)
        }

        pub(super) async fn strike(&self) -> Result<()> {
            tracing::warn!(plan = ?self, "fails on purpose");
            match self.what {
                What::Abort => std::process::abort(),
                What::Panic => std::panic::panic_any("a point that was armed"),
                What::Error => Err(Error::Unavailable(sqlx::Error::Io(std::io::Error::other("a point that was armed")))),
                What::Sleep => {
                    tokio::time::sleep(Duration::from_secs(5)).await;
                    Ok(())
                }
            }
        }
    }

    fn parse(when: &str, what: &str) -> Option<(When, What)> {
        let when = match when {
            "before" => When::Before,
            "after" => When::After,
            _ => return None,
        };
        let what = match what {
            "abort" => What::Abort,
            "panic" => What::Panic,
            "error" => What::Error,
            "sleep" => What::Sleep,
            _ => return None,
        };
        Some((when, what))
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_point_strikes_once_and_only_there() {
            let plan = Plan::parse("after; DELETE FROM bus_outbox; error; 2").unwrap();
            assert!(!plan.is_due(When::Before));
            assert!(!plan.is_due(When::After));
            assert!(plan.is_due(When::After));
            assert!(!plan.is_due(When::After));
        }

        #[test]
        fn what_is_not_understood_arms_nothing() {
            for text in ["", "after", "during; INSERT; abort; 1", "after; INSERT; explode; 1", "after; INSERT; abort; soon"] {
                assert!(Plan::parse(text).is_none(), "{text}");
            }
        }
    }
}
