//! The clock services are given, so that tests can move it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, SecondsFormat, Utc};

/// Milliseconds since the Unix epoch, UTC.
pub type Ms = i64;

/// Wall-clock time, real or moved by hand.
#[derive(Clone, Debug, Default)]
pub enum Clock {
    /// The machine's clock.
    #[default]
    System,
    /// A clock that stands still until a test moves it.
    Manual(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands at `start`.
    pub fn manual(start: Ms) -> Self {
        Self::Manual(Arc::new(AtomicI64::new(start)))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one home of the time of day")]
    pub fn now(&self) -> Ms {
        match self {
            Self::System => Utc::now().timestamp_millis(),
            Self::Manual(at) => at.load(Ordering::SeqCst),
        }
    }

    /// Moves a manual clock forward; the machine's clock is left alone.
    pub fn advance(&self, by: Ms) {
        if let Self::Manual(at) = self {
            at.fetch_add(by, Ordering::SeqCst);
        }
    }
}

/// The instant as RFC 3339 in UTC with milliseconds, as every HTTP edge shows it.
pub fn rfc3339(at: Ms) -> String {
    DateTime::<Utc>::from_timestamp_millis(at).unwrap_or(DateTime::<Utc>::MAX_UTC).to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The instant of an RFC 3339 text; none if it is not one.
pub fn parse_rfc3339(text: &str) -> Option<Ms> {
    DateTime::parse_from_rfc3339(text).ok().map(|at| at.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_by_hand() {
        let clock = Clock::manual(5);
        clock.advance(10);
        assert_eq!(clock.now(), 15);
        assert_eq!(rfc3339(clock.now()), "1970-01-01T00:00:00.015Z");
        assert_eq!(parse_rfc3339(&rfc3339(15)), Some(15));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }
}
