//! A service: its name, its documented defaults, its constructor.

use figment::Figment;

use crate::app::App;
use crate::config::{Config, ConfigError, section};
use crate::context::Context;

type Build = Box<dyn FnOnce(&Context) -> crate::Result<App> + Send>;
type Parse = Box<dyn FnOnce(&Figment) -> Result<Build, ConfigError> + Send>;

/// One service, ready to be configured and built.
pub struct Service {
    name: &'static str,
    defaults: &'static str,
    parse: Parse,
}

impl Service {
    /// The service of that pod name. `defaults` is its `config.toml`: the documented defaults of every key of `C`.
    pub fn new<C: Config>(name: &'static str, defaults: &'static str, build: fn(&Context, C) -> crate::Result<App>) -> Self {
        let parse: Parse = Box::new(move |figment| {
            let config: C = section(figment, name)?;
            let build: Build = Box::new(move |context| build(context, config));
            Ok(build)
        });
        Self { name, defaults, parse }
    }

    /// Pod name, such as `routing-engine`.
    pub fn name(&self) -> &'static str {
        self.name
    }

    pub(crate) fn defaults(&self) -> &'static str {
        self.defaults
    }

    pub(crate) fn configure(self, figment: &Figment) -> Result<(&'static str, Build), ConfigError> {
        Ok((self.name, (self.parse)(figment)?))
    }
}

/// Pod name → package name: the name of schema, configuration section, metrics and topics.
pub(crate) fn package_of(pod: &str) -> String {
    match pod.split_once('-') {
        // A package may not start with a digit.
        Some((digits, rest)) if digits.starts_with(|c: char| c.is_ascii_digit()) => format!("{}_{digits}", rest.replace('-', "_")),
        _ => pod.replace('-', "_"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packages_are_pod_names_with_underscores() {
        assert_eq!(package_of("routing-engine"), "routing_engine");
        assert_eq!(package_of("360-connector"), "connector_360");
    }
}
