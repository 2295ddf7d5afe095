//! Slows down whoever guesses: per user name and per address, in memory, bounded.
//!
//! An attempt counts as failed from its beginning, so that a burst of guesses at once is no way around; a success takes it back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use ids::{Ms, TenantId};

use crate::config::{Config, ms};
use crate::error::{Error, Result};

/// Names and addresses remembered at once.
const CAPACITY: usize = 10_000;
/// Without a failure for so long, all is forgotten.
const FORGET: Ms = 30 * 60 * 1000;
/// Longer names are told apart by their beginning only.
const KEY: usize = 128;

pub(crate) struct Throttle {
    user_failures: u32,
    address_failures: u32,
    first_wait: Ms,
    longest_wait: Ms,
    entries: Mutex<HashMap<String, Entry>>,
}

#[derive(Clone, Copy, Default)]
struct Entry {
    failures: u32,
    last: Ms,
    free_at: Ms,
}

/// An attempt that was let through.
#[must_use]
pub(crate) struct Attempt {
    user: String,
    address: String,
}

impl Throttle {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            user_failures: config.user_failures,
            address_failures: config.address_failures,
            first_wait: ms(config.first_wait),
            longest_wait: ms(config.longest_wait),
            entries: Mutex::default(),
        }
    }

    /// Lets an attempt through, or says how long to wait.
    pub(crate) fn begin(&self, tenant: &TenantId, user: &str, address: &str, now: Ms) -> Result<Attempt> {
        let short = |text: String| text.chars().take(KEY).collect::<String>();
        let attempt = Attempt { user: short(format!("u {tenant} {user}")), address: short(format!("a {address}")) };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = [(&attempt.user, self.user_failures), (&attempt.address, self.address_failures)];
        let wait = keys.iter().filter_map(|(key, _)| entries.get(*key)).map(|entry| entry.free_at - now).max().unwrap_or(0);
        if wait > 0 {
            metrics::counter!("unified_admin_throttled_total").increment(1);
            return Err(Error::Throttled { wait });
        }
        for (key, allowed) in keys {
            make_room(&mut entries, now);
            let entry = entries.entry(key.clone()).or_default();
            if now - entry.last > FORGET {
                *entry = Entry::default();
            }
            entry.failures += 1;
            entry.last = now;
            entry.free_at = now + self.wait(entry.failures, allowed);
        }
        Ok(attempt)
    }

    /// The attempt was no failure after all.
    pub(crate) fn succeeded(&self, attempt: &Attempt) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.remove(&attempt.user);
        // Only this attempt: one good account must not wash an address that guesses at others.
        if let Some(entry) = entries.get_mut(&attempt.address) {
            entry.failures = entry.failures.saturating_sub(1);
            entry.free_at = 0;
        }
    }

    fn wait(&self, failures: u32, allowed: u32) -> Ms {
        let Some(beyond) = failures.checked_sub(allowed) else {
            return 0;
        };
        self.first_wait.saturating_mul(1_i64 << beyond.min(30)).min(self.longest_wait)
    }
}

fn make_room(entries: &mut HashMap<String, Entry>, now: Ms) {
    if entries.len() < CAPACITY {
        return;
    }
    entries.retain(|_, entry| now - entry.last <= FORGET);
    while entries.len() >= CAPACITY {
        let oldest = entries.iter().min_by_key(|(_, entry)| entry.last).map(|(key, _)| key.clone());
        let Some(oldest) = oldest else { return };
        entries.remove(&oldest);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn throttle() -> Throttle {
        Throttle { user_failures: 5, address_failures: 20, first_wait: 5_000, longest_wait: 900_000, entries: Mutex::default() }
    }

    fn attempt(throttle: &Throttle, user: &str, now: Ms) -> Option<Attempt> {
        throttle.begin(&TenantId::default(), user, "10.0.0.1", now).ok()
    }

    #[test]
    fn waits_double_after_five_failures_up_to_the_longest() {
        let throttle = throttle();
        for _ in 0..5 {
            assert!(attempt(&throttle, "alice", 0).is_some());
        }
        assert!(attempt(&throttle, "alice", 4_999).is_none());
        assert!(attempt(&throttle, "alice", 5_000).is_some());
        assert!(attempt(&throttle, "alice", 14_999).is_none());
        assert!(attempt(&throttle, "alice", 15_000).is_some());
        assert_eq!(throttle.wait(60, 5), 900_000);
    }

    #[test]
    fn a_success_clears_the_name_and_not_the_address() {
        let throttle = throttle();
        for n in 0..19 {
            assert!(attempt(&throttle, &format!("user{n}"), 0).is_some());
        }
        let good = attempt(&throttle, "mallory", 0).unwrap();
        throttle.succeeded(&good);
        assert!(attempt(&throttle, "mallory", 0).is_some(), "the success was taken back");
        assert!(attempt(&throttle, "bob", 0).is_none(), "twenty failures of the address");
        assert!(attempt(&throttle, "bob", 5_000).is_some());
    }

    #[test]
    fn memory_is_bounded() {
        let mut entries = HashMap::new();
        for n in 0..CAPACITY {
            entries.insert(n.to_string(), Entry { last: i64::try_from(n).unwrap(), ..Entry::default() });
        }
        make_room(&mut entries, 5);
        assert_eq!(entries.len(), CAPACITY - 1);
        assert!(!entries.contains_key("0"), "the oldest goes");
    }
}
