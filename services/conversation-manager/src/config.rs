//! Settings; `config.toml` documents every key.

use std::time::Duration;

use errors::Violation;
use serde::Deserialize;

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) batch: usize,
    pub(crate) max_body: usize,
    #[serde(with = "runtime::duration")]
    pub(crate) receipt_flush: Duration,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        // More rows than this would not fit into one statement's parameters.
        if (1..=1000).contains(&self.batch) { Vec::new() } else { vec![Violation::new("batch", "must be between 1 and 1000")] }
    }
}
