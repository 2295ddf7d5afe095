//! Settings; `config.toml` documents every key.

use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) cached_sessions: u64,
}

impl runtime::Config for Config {}
