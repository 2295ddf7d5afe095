//! Settings; `config.toml` documents every key.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) batch: usize,
    pub(crate) queue: usize,
    pub(crate) snapshot_every: i64,
    #[serde(with = "runtime::duration")]
    pub(crate) answer_retention: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) card_retention: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) log_retention: Duration,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let mut found = Vec::new();
        // More answers than this would not fit into one statement's parameters.
        if !(1..=1000).contains(&self.batch) {
            found.push(Violation::new("batch", "must be between 1 and 1000"));
        }
        if self.queue == 0 {
            found.push(Violation::new("queue", "must be at least 1"));
        }
        if self.snapshot_every < 1 {
            found.push(Violation::new("snapshot_every", "must be at least 1"));
        }
        found
    }
}
