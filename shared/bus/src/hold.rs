//! Keys that are held back after a failure.

use db::{Db, Value, params};
use errors::Kind;
use ids::Ms;

/// Failures of an event before its key is parked.
const ATTEMPTS: i64 = 5;

/// A key of one group that may not go on yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hold {
    pub(crate) key: String,
    /// The event that failed: everything of the key from here on waits.
    pub(crate) from_pos: i64,
    pub(crate) attempts: i64,
    pub(crate) retry_at: Ms,
    pub(crate) parked_at: Option<Ms>,
    pub(crate) reason: String,
}

impl Hold {
    /// The hold after one more failure of the event at `pos`.
    pub(crate) fn after_failure(previous: Option<&Self>, key: &str, pos: i64, failure: &Failure, now: Ms) -> Self {
        let before = previous.filter(|hold| hold.from_pos == pos).map_or(0, |hold| hold.attempts);
        let attempts = before + 1;
        // 0.2 s, 0.4 s, … 30 s.
        let pause = (200_i64 << attempts.clamp(1, 9).saturating_sub(1)).min(30_000);
        let parked = attempts >= ATTEMPTS && !failure.peer_is_away;
        Self {
            key: key.to_owned(),
            from_pos: pos,
            attempts,
            retry_at: now + pause,
            parked_at: parked.then_some(now),
            reason: failure.reason.clone(),
        }
    }

    pub(crate) fn is_due(&self, now: Ms) -> bool {
        self.parked_at.is_none() && self.retry_at <= now
    }
}

/// Why a handler failed, as far as the bus acts on it.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) reason: String,
    pub(crate) peer_is_away: bool,
    /// Nothing is wrong with the event: another consumer was quicker.
    pub(crate) is_stale: bool,
}

impl Failure {
    /// Somebody else has moved the key on.
    pub(crate) fn stale() -> Self {
        Self { reason: "another consumer has the key".to_owned(), peer_is_away: true, is_stale: true }
    }
}

impl From<errors::Fault> for Failure {
    fn from(fault: errors::Fault) -> Self {
        let peer_is_away = matches!(fault.kind(), Kind::Unavailable | Kind::Timeout | Kind::Exhausted);
        Self { reason: fault.chain(), peer_is_away, is_stale: false }
    }
}

/// All holds of a group on one source.
pub(crate) async fn load(db: &Db, group: &str, source: &str) -> db::Result<Vec<Hold>> {
    let sql = "SELECT key, from_pos, attempts, retry_at, parked_at, reason FROM bus_held WHERE grp = $1 AND source = $2 ORDER BY from_pos";
    let rows = db.query(sql, &params![group, source]).await?;
    rows.iter()
        .map(|row| {
            Ok(Hold {
                key: row.get(0)?,
                from_pos: row.get(1)?,
                attempts: row.get(2)?,
                retry_at: row.get(3)?,
                parked_at: row.get(4)?,
                reason: row.get(5)?,
            })
        })
        .collect()
}

/// The statement that writes a hold.
pub(crate) fn save(group: &str, source: &str, hold: &Hold) -> (&'static str, [Value; 8]) {
    let sql =
        "INSERT INTO bus_held (grp, source, key, from_pos, attempts, retry_at, parked_at, reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (grp, source, key) DO UPDATE SET from_pos = excluded.from_pos, attempts = excluded.attempts,
                   retry_at = excluded.retry_at, parked_at = excluded.parked_at, reason = excluded.reason";
    (sql, params![group, source, &hold.key, hold.from_pos, hold.attempts, hold.retry_at, hold.parked_at, &hold.reason])
}

/// The statement that lifts one.
pub(crate) fn remove(group: &str, source: &str, key: &str) -> (&'static str, [Value; 3]) {
    ("DELETE FROM bus_held WHERE grp = $1 AND source = $2 AND key = $3", params![group, source, key])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(peer_is_away: bool) -> Failure {
        Failure { reason: "no".to_owned(), peer_is_away, is_stale: false }
    }

    #[test]
    fn a_poisonous_event_parks_its_key_at_the_fifth_failure() {
        let mut hold = Hold::after_failure(None, "k", 7, &failure(false), 0);
        for attempt in 2..=5 {
            assert_eq!(hold.parked_at, None, "attempt {attempt}");
            hold = Hold::after_failure(Some(&hold), "k", 7, &failure(false), 0);
        }
        assert_eq!(hold.parked_at, Some(0));
    }

    #[test]
    fn a_peer_that_is_away_never_parks_a_key() {
        let mut hold = Hold::after_failure(None, "k", 7, &failure(true), 0);
        for _ in 0..100 {
            hold = Hold::after_failure(Some(&hold), "k", 7, &failure(true), 0);
        }
        assert_eq!((hold.parked_at, hold.retry_at), (None, 30_000));
    }

    #[test]
    fn another_event_of_the_key_starts_counting_anew() {
        let first = Hold::after_failure(None, "k", 7, &failure(false), 0);
        assert_eq!(Hold::after_failure(Some(&first), "k", 9, &failure(false), 0).attempts, 1);
    }
}
