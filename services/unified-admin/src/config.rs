//! Settings of the process; `config.toml` documents them.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

/// See `config.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) public_url: String,
    pub(crate) first_start: FirstStart,
    pub(crate) operator: bool,
    /// Secret.
    pub(crate) operator_token: String,
    #[serde(with = "humantime_serde")]
    pub(crate) access_token_life: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) session_idle: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) session_life: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) refresh_grace: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) link_life: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) first_link_life: Duration,
    pub(crate) user_failures: u32,
    pub(crate) address_failures: u32,
    #[serde(with = "humantime_serde")]
    pub(crate) first_wait: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) longest_wait: Duration,
    #[serde(with = "humantime_serde")]
    pub(crate) audit_keep: Duration,
}

/// What an empty installation gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum FirstStart {
    Demo,
    Admin,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if !self.operator_token.is_empty() && self.operator_token.len() < 32 {
            violations.push(Violation::new("operator_token", "must have at least 32 characters"));
        }
        if !self.public_url.is_empty() && !self.public_url.starts_with("http://") && !self.public_url.starts_with("https://") {
            violations.push(Violation::new("public_url", "must start with http:// or https://"));
        }
        if self.session_idle > self.session_life {
            violations.push(Violation::new("session_idle", "must not be longer than session_life"));
        }
        if self.access_token_life < Duration::from_secs(30) || self.access_token_life > Duration::from_hours(1) {
            violations.push(Violation::new("access_token_life", "must be between 30 seconds and an hour: a token cannot be taken back"));
        }
        for (field, value) in [("user_failures", self.user_failures), ("address_failures", self.address_failures)] {
            if value == 0 {
                violations.push(Violation::new(field, "must be at least 1"));
            }
        }
        violations
    }
}

/// A duration as the store and the clock count: milliseconds.
pub(crate) fn ms(duration: Duration) -> ids::Ms {
    ids::Ms::try_from(duration.as_millis()).unwrap_or(ids::Ms::MAX)
}
