//! How much a provider takes: per channel, and towards one customer.

use std::collections::HashMap;
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};

/// What a channel takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Messages a second.
    pub per_second: u32,
    /// One message every so often towards one customer, and so many at once.
    pub pair: Option<(Duration, u32)>,
}

/// Customers whose pace is remembered; forgetting one only means that the provider says it.
const PAIRS: usize = 50_000;

type Limiters = HashMap<String, Arc<DefaultDirectRateLimiter>>;

#[derive(Default)]
pub(crate) struct Rates {
    channels: Mutex<Limiters>,
    pairs: Mutex<Limiters>,
}

impl Rates {
    /// Takes room for one message now; else says after which pause to ask again.
    pub(crate) fn take(&self, rate: Rate, channel: &str, lane: &str) -> Result<(), Duration> {
        let quota = Quota::per_second(NonZeroU32::new(rate.per_second).unwrap_or(NonZeroU32::MIN));
        one(&self.channels, channel, quota)?;
        let Some((period, burst)) = rate.pair else { return Ok(()) };
        let Some(quota) = Quota::with_period(period) else { return Ok(()) };
        one(&self.pairs, lane, quota.allow_burst(NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN)))
    }
}

fn one(limiters: &Mutex<Limiters>, key: &str, quota: Quota) -> Result<(), Duration> {
    let limiter = {
        let mut limiters = limiters.lock().unwrap_or_else(PoisonError::into_inner);
        if limiters.len() > PAIRS {
            limiters.clear();
        }
        limiters.entry(key.to_owned()).or_insert_with(|| Arc::new(RateLimiter::direct(quota))).clone()
    };
    limiter.check().map_err(|not_yet| not_yet.wait_time_from(DefaultClock::default().now()).max(Duration::from_millis(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_gets_a_burst_and_then_waits_while_others_do_not() {
        let rates = Rates::default();
        let rate = Rate { per_second: 80, pair: Some((Duration::from_secs(6), 3)) };
        for _ in 0..3 {
            assert_eq!(rates.take(rate, "channel", "ana"), Ok(()));
        }
        assert!(rates.take(rate, "channel", "ana").is_err_and(|pause| pause > Duration::from_secs(4)));
        assert_eq!(rates.take(rate, "channel", "bob"), Ok(()));
    }

    #[test]
    fn a_channel_has_one_pace_for_all() {
        let rates = Rates::default();
        let rate = Rate { per_second: 2, pair: None };
        assert_eq!((rates.take(rate, "channel", "ana"), rates.take(rate, "channel", "bob")), (Ok(()), Ok(())));
        assert!(rates.take(rate, "channel", "eve").is_err());
    }
}
