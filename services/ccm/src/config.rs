//! Settings; `config.toml` documents every key.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) cached_sessions: u64,
    #[serde(with = "runtime::duration")]
    pub(crate) keep: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) resend_after: Duration,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let short = self.keep < Duration::from_hours(31 * 24);
        short.then(|| Violation::new("keep", "must be 31 days or more: the ledger is asked for a month")).into_iter().collect()
    }
}
