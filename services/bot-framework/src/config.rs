//! Settings. What a tenant may want different is in its bots.

use errors::Violation;
use serde::Deserialize;

/// The settings of `config.toml`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) allowed_hosts: Vec<String>,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let wrong = |host: &&String| host.is_empty() || host.contains(['/', '*', '@', ' ']);
        let told = |host: &String| Violation::new("allowed_hosts", format!("{host:?} is neither `host` nor `host:port`"));
        self.allowed_hosts.iter().filter(wrong).map(told).collect()
    }
}
