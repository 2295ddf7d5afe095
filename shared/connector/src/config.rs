//! Settings every connector has; the connectors' `config.toml` document them.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

/// Settings of a connector.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Bytes of a webhook's body at most.
    pub(crate) max_body: usize,
    /// How long raw requests and ended things are kept.
    #[serde(with = "runtime::duration")]
    pub(crate) keep: Duration,
    /// Time-out of one call of the provider.
    #[serde(with = "runtime::duration")]
    pub(crate) send_timeout: Duration,
    /// Of its connection.
    #[serde(with = "runtime::duration")]
    pub(crate) connect_timeout: Duration,
    /// Customers whose things are handed on side by side.
    pub(crate) lanes: usize,
    /// Time of one file's way from the provider or to it.
    #[serde(with = "runtime::duration")]
    pub(crate) media_timeout: Duration,
    /// Hosts, `host` or `host:port`, that are fetched from besides the providers' own, wherever they are.
    pub(crate) media_hosts: Vec<String>,
    /// How often providers are asked whether they still tell us of our channels.
    #[serde(with = "runtime::duration")]
    pub(crate) subscriptions: Duration,
}

#[cfg(test)]
impl Config {
    pub(crate) fn sample() -> Self {
        let time = Duration::from_secs(1);
        Self {
            max_body: 1,
            keep: time,
            send_timeout: time,
            connect_timeout: time,
            lanes: 1,
            media_timeout: time,
            media_hosts: Vec::new(),
            subscriptions: time,
        }
    }
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if !(1024..=64 * 1024 * 1024).contains(&self.max_body) {
            violations.push(Violation::new("max_body", "must be between 1 KiB and 64 MiB"));
        }
        if self.keep < Duration::from_hours(8 * 24) {
            violations.push(Violation::new("keep", "must be 8 days or more: providers repeat requests for a week"));
        }
        if self.lanes == 0 || self.lanes > 512 {
            violations.push(Violation::new("lanes", "must be between 1 and 512"));
        }
        if self.subscriptions.is_zero() {
            violations.push(Violation::new("subscriptions", "must be more than nothing"));
        }
        if self.media_timeout.is_zero() {
            violations.push(Violation::new("media_timeout", "must be more than nothing"));
        }
        if self.media_hosts.iter().any(|host| host.is_empty() || host.contains(['/', '@', '*', ' '])) {
            violations.push(Violation::new("media_hosts", "must be hosts, each `host` or `host:port`"));
        }
        violations
    }
}
