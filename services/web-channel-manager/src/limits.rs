//! How fast customers may speak.

use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::config::Config;

/// Limits per customer and per address.
#[derive(Clone)]
pub(crate) struct Rates {
    customers: Arc<DefaultKeyedRateLimiter<String>>,
    addresses: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    sockets: Arc<DefaultKeyedRateLimiter<IpAddr>>,
}

/// Keys that may be remembered before those at rest are forgotten.
const REMEMBERED: usize = 50_000;

fn limiter<K: std::hash::Hash + Eq + Clone>(per_second: NonZeroU32) -> Arc<DefaultKeyedRateLimiter<K>> {
    let burst = per_second.saturating_mul(NonZeroU32::MIN.saturating_add(1));
    Arc::new(RateLimiter::keyed(Quota::per_second(per_second).allow_burst(burst)))
}

impl Rates {
    pub(crate) fn new(config: &Config) -> Self {
        Self {
            customers: limiter(config.events_per_customer),
            addresses: limiter(config.events_per_address),
            sockets: limiter(config.sockets_per_address),
        }
    }

    /// Counts a socket that is being opened; false if it is one too many.
    pub(crate) fn opens(&self, address: IpAddr) -> bool {
        if self.sockets.len() > REMEMBERED {
            self.sockets.retain_recent();
        }
        let allowed = self.sockets.check_key(&address).is_ok();
        if !allowed {
            metrics::counter!("web_channel_manager_sockets_refused_total").increment(1);
        }
        allowed
    }

    /// Counts one event; false if it is one too many.
    pub(crate) fn allow(&self, customer: &str, address: IpAddr) -> bool {
        if self.customers.len() > REMEMBERED {
            self.customers.retain_recent();
            self.addresses.retain_recent();
        }
        let allowed = self.addresses.check_key(&address).is_ok() && self.customers.check_key(&customer.to_owned()).is_ok();
        if !allowed {
            metrics::counter!("web_channel_manager_rate_limited_total").increment(1);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_burst_passes_and_a_flood_does_not() {
        let per_second = |n| NonZeroU32::new(n).unwrap();
        let rates = Rates { customers: limiter(per_second(5)), addresses: limiter(per_second(1000)), sockets: limiter(per_second(3)) };
        let address = IpAddr::from([127, 0, 0, 1]);
        let passed = (0..100).filter(|_| rates.allow("c", address)).count();
        assert!((10..=12).contains(&passed), "{passed} passed");
        assert!(rates.allow("another", address));
        let opened = (0..100).filter(|_| rates.opens(address)).count();
        assert!((6..=7).contains(&opened), "{opened} opened");
        assert!(rates.opens(IpAddr::from([127, 0, 0, 2])));
    }
}
