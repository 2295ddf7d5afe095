//! Settings of the process; `config.toml` documents them.

use errors::Violation;
use serde::Deserialize;

/// See `config.toml`.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    pub(crate) suggestions: u32,
    pub(crate) page: u32,
    pub(crate) longest_page: u32,
}

impl runtime::Config for Config {
    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.suggestions > 50 {
            violations.push(Violation::new("suggestions", "must be at most 50"));
        }
        if self.page == 0 || self.page > self.longest_page || self.longest_page > 1000 {
            violations.push(Violation::new("page", "must be at least 1, at most longest_page, and that at most 1000"));
        }
        violations
    }
}
