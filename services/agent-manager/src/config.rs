//! Settings; `config.toml` documents every key.

use std::time::Duration;

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    #[serde(with = "runtime::duration")]
    pub(crate) ping_interval: Duration,
    #[serde(with = "runtime::duration")]
    pub(crate) ping_timeout: Duration,
    pub(crate) max_payload: u64,
    pub(crate) max_buffer: usize,
    pub(crate) snapshot: i32,
}

impl runtime::Config for Config {}
