//! How fast customers may speak, whichever replica they speak to.

use std::net::IpAddr;

use cache::{Rate, Server};

use crate::config::Config;

/// Limits per customer and per address.
#[derive(Clone)]
pub(crate) struct Rates {
    customers: Rate,
    addresses: Rate,
    sockets: Rate,
}

impl Rates {
    pub(crate) fn new(config: &Config, server: Option<&Server>) -> Self {
        Self {
            customers: Rate::new(server, "customers", config.events_per_customer),
            addresses: Rate::new(server, "addresses", config.events_per_address),
            sockets: Rate::new(server, "sockets", config.sockets_per_address),
        }
    }

    /// Counts a socket that is being opened; false if it is one too many.
    pub(crate) async fn opens(&self, address: IpAddr) -> bool {
        let allowed = self.sockets.allow(&address.to_string()).await;
        if !allowed {
            metrics::counter!("web_channel_manager_sockets_refused_total").increment(1);
        }
        allowed
    }

    /// Counts one event; false if it is one too many.
    pub(crate) async fn allow(&self, customer: &str, address: IpAddr) -> bool {
        let allowed = self.addresses.allow(&address.to_string()).await && self.customers.allow(customer).await;
        if !allowed {
            metrics::counter!("web_channel_manager_rate_limited_total").increment(1);
        }
        allowed
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::*;

    #[tokio::test]
    async fn a_burst_passes_and_a_flood_does_not() {
        let rate = |name, n| Rate::new(None, name, NonZeroU32::new(n).unwrap());
        let rates = Rates { customers: rate("customers", 5), addresses: rate("addresses", 1000), sockets: rate("sockets", 3) };
        let address = IpAddr::from([127, 0, 0, 1]);
        let (mut passed, mut opened) = (0, 0);
        for _ in 0..100 {
            passed += u32::from(rates.allow("c", address).await);
            opened += u32::from(rates.opens(address).await);
        }
        assert!((10..=12).contains(&passed), "{passed} passed");
        assert!(rates.allow("another", address).await);
        assert!((6..=7).contains(&opened), "{opened} opened");
        assert!(rates.opens(IpAddr::from([127, 0, 0, 2])).await);
    }
}
