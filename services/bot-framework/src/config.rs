//! Settings. What a tenant may want different is in its bots.

use serde::Deserialize;

/// This service has no settings of the process yet; an unknown key is an error all the same.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {}

impl runtime::Config for Config {}
