//! Slows down whoever guesses: per user name and per address, in memory, bounded, and together with the other replicas where they share a server.
//! While that is away, or after it forgot, each replica counts for itself.
//!
//! An attempt counts as failed from its beginning, so that a burst of guesses at once is no way around; a success takes it back.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use cache::Server;
use ids::{Ms, TenantId};

use crate::config::{Config, ms};
use crate::error::{Error, Result};

/// Names and addresses remembered at once.
const CAPACITY: usize = 10_000;
/// Without a failure for so long, all is forgotten.
const FORGET: Ms = 30 * 60 * 1000;
/// Longer names are told apart by their beginning only.
const KEY: usize = 128;

/// Begins an attempt of all keys, or answers how many milliseconds it has to wait. Arguments: first and longest wait, when all is forgotten, and
/// for each key how many failures are free.
const BEGIN: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local wait = 0
for _, key in ipairs(KEYS) do wait = math.max(wait, tonumber(redis.call('HGET', key, 'free') or '0') - now) end
if wait > 0 then return wait end
for place, key in ipairs(KEYS) do
  local beyond = redis.call('HINCRBY', key, 'failures', 1) - ARGV[3 + place]
  local free = 0
  if beyond >= 0 then free = now + math.min(ARGV[1] * 2 ^ math.min(beyond, 30), tonumber(ARGV[2])) end
  redis.call('HSET', key, 'free', string.format('%.0f', free))
  redis.call('PEXPIRE', key, ARGV[3])
end
return 0
";
/// The attempt was no failure: the first key is forgotten, the second has one failure less.
const SUCCEED: &str = "
redis.call('DEL', KEYS[1])
if redis.call('HINCRBY', KEYS[2], 'failures', -1) < 0 then redis.call('DEL', KEYS[2]) else redis.call('HSET', KEYS[2], 'free', 0) end
return 0
";

pub(crate) struct Throttle {
    here: Here,
    shared: Option<Server>,
}

/// What this replica knows by itself.
struct Here {
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
    pub(crate) fn new(config: &Config, server: Option<&Server>) -> Self {
        let here = Here {
            user_failures: config.user_failures,
            address_failures: config.address_failures,
            first_wait: ms(config.first_wait),
            longest_wait: ms(config.longest_wait),
            entries: Mutex::default(),
        };
        Self { here, shared: server.cloned() }
    }

    /// Lets an attempt through, or says how long to wait.
    pub(crate) async fn begin(&self, tenant: &TenantId, user: &str, address: &str, now: Ms) -> Result<Attempt> {
        let attempt = self.here.begin(tenant, user, address, now)?;
        let Some(server) = &self.shared else { return Ok(attempt) };
        let Here { user_failures, address_failures, first_wait, longest_wait, .. } = &self.here;
        let arguments = [*first_wait, *longest_wait, FORGET, i64::from(*user_failures), i64::from(*address_failures)];
        match server.run(BEGIN, &attempt.keys(server), &arguments).await {
            Some(wait) if wait > 0 => Err(throttled(wait)),
            _ => Ok(attempt),
        }
    }

    /// The attempt was no failure after all.
    pub(crate) async fn succeeded(&self, attempt: &Attempt) {
        self.here.succeeded(attempt);
        if let Some(server) = &self.shared {
            // What is not taken back there is forgotten by itself.
            let _away = server.run(SUCCEED, &attempt.keys(server), &[]).await;
        }
    }
}

impl Attempt {
    /// Names on the server say nobody's.
    fn keys(&self, server: &Server) -> [String; 2] {
        [&self.user, &self.address].map(|key| server.key("sign-in", &ids::derived_id(&[key.as_str()])))
    }
}

fn throttled(wait: Ms) -> Error {
    metrics::counter!("unified_admin_throttled_total").increment(1);
    Error::Throttled { wait }
}

impl Here {
    fn begin(&self, tenant: &TenantId, user: &str, address: &str, now: Ms) -> Result<Attempt> {
        let short = |text: String| text.chars().take(KEY).collect::<String>();
        let attempt = Attempt { user: short(format!("u {tenant} {user}")), address: short(format!("a {address}")) };
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let keys = [(&attempt.user, self.user_failures), (&attempt.address, self.address_failures)];
        let wait = keys.iter().filter_map(|(key, _)| entries.get(*key)).map(|entry| entry.free_at - now).max().unwrap_or(0);
        if wait > 0 {
            return Err(throttled(wait));
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

    fn succeeded(&self, attempt: &Attempt) {
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

    fn throttle() -> Here {
        Here { user_failures: 5, address_failures: 20, first_wait: 5_000, longest_wait: 900_000, entries: Mutex::default() }
    }

    fn attempt(throttle: &Here, user: &str, now: Ms) -> Option<Attempt> {
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

    /// A replica that counts together with whoever has the same server and prefix.
    fn replica(url: &str, prefix: &str) -> Throttle {
        Throttle { here: throttle(), shared: Some(Server::new(url, prefix).unwrap()) }
    }

    #[tokio::test]
    async fn replicas_count_together_where_they_share_a_server() {
        let address = std::net::SocketAddr::from(([127, 0, 0, 1], 6379));
        if std::net::TcpStream::connect_timeout(&address, std::time::Duration::from_millis(200)).is_err() {
            return;
        }
        let prefix = format!("t{}", ids::new_id());
        let (one, other) = (replica("redis://127.0.0.1:6379", &prefix), replica("redis://127.0.0.1:6379", &prefix));
        let tenant = TenantId::default();
        for turn in 0..5 {
            let replica = if turn % 2 == 0 { &one } else { &other };
            assert!(replica.begin(&tenant, "alice", "10.0.0.1", 0).await.is_ok(), "attempt {turn}");
        }
        assert!(matches!(other.begin(&tenant, "alice", "10.0.0.1", 0).await, Err(Error::Throttled { wait }) if wait > 0));
        assert!(one.begin(&tenant, "bob", "10.0.0.1", 0).await.is_ok(), "another name");
        let good = one.begin(&tenant, "carol", "10.0.0.1", 0).await.unwrap();
        other.succeeded(&good).await;
        for _ in 0..5 {
            assert!(other.begin(&tenant, "carol", "10.0.0.1", 0).await.is_ok(), "the success was taken back");
        }
    }

    #[tokio::test]
    async fn a_server_that_is_away_leaves_each_replica_to_itself() {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let alone = replica(&format!("redis://127.0.0.1:{port}"), "t");
        let tenant = TenantId::default();
        for _ in 0..5 {
            assert!(alone.begin(&tenant, "alice", "10.0.0.1", 0).await.is_ok());
        }
        assert!(matches!(alone.begin(&tenant, "alice", "10.0.0.1", 4_999).await, Err(Error::Throttled { .. })));
    }
}
