//! Limits of so many a second by key, counted together by all processes that use the same server and name.

use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::Server;

/// Keys that may be remembered here before those at rest are forgotten.
const REMEMBERED: usize = 50_000;

/// One key's due time moves on with everything that is let through (the generic cell rate algorithm), by the server's own clock, in
/// microseconds. Arguments: between two, and how far a burst may run ahead. Times are kept as text of all their digits.
const TAKE: &str = "
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local due = math.max(tonumber(redis.call('GET', KEYS[1]) or '0'), now) + ARGV[1]
if due - now > tonumber(ARGV[2]) then return 0 end
redis.call('SET', KEYS[1], string.format('%.0f', due), 'PX', math.ceil((due - now) / 1000))
return 1
";

/// At most so many a second of each key, and twice as many at once. Without a server, or while it is away, every process counts for itself: the
/// limit is then wider by their number, and nobody waits. A server that forgot begins anew. Cheap to clone.
#[derive(Clone)]
pub struct Rate(Arc<Inner>);

struct Inner {
    here: DefaultKeyedRateLimiter<String>,
    shared: Option<(Server, String)>,
    per_second: NonZeroU32,
}

impl Rate {
    /// The limit of that name.
    pub fn new(server: Option<&Server>, name: &str, per_second: NonZeroU32) -> Self {
        let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
        let here = RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst));
        let shared = server.map(|server| (server.clone(), format!("rate.{name}")));
        Self(Arc::new(Inner { here, shared, per_second }))
    }

    /// Counts one of that key; false if it is one too many.
    pub async fn allow(&self, key: &str) -> bool {
        let Inner { here, shared, per_second } = &*self.0;
        if here.len() > REMEMBERED {
            here.retain_recent();
        }
        // What is too much for one process is too much for all of them.
        if here.check_key(&key.to_owned()).is_err() {
            return false;
        }
        let Some((server, name)) = shared else { return true };
        let apart = (1_000_000 / i64::from(per_second.get())).max(1);
        let taken = server.run(TAKE, &[server.key(name, key)], &[apart, 2_000_000]).await;
        taken.is_none_or(|taken| taken == 1)
    }
}
