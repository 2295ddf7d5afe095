//! Settings; `config.toml` documents every key.

use std::num::NonZeroU32;
use std::time::Duration;

use errors::Violation;
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
    #[serde(with = "runtime::duration")]
    pub(crate) token_life: Duration,
    pub(crate) events_per_customer: NonZeroU32,
    pub(crate) events_per_address: NonZeroU32,
    pub(crate) sockets_per_address: NonZeroU32,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let payload = (self.max_payload < 70_000).then(|| Violation::new("max_payload", "must leave room for a text of 64 KiB"));
        payload.into_iter().collect()
    }
}
