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
    /// For tests: the process dies at these points; see `fail.rs`.
    pub(crate) fail_points: Vec<String>,
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
        violations
    }
}
