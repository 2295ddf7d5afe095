//! Configuration: the services' documented defaults, the process's, a file, the environment; unknown keys are errors.

use std::collections::BTreeSet;
use std::path::Path;

use errors::Violation;
use figment::Figment;
use figment::providers::{Env, Format as _, Toml};
use serde::de::DeserializeOwned;

use crate::service::{Service, package_of};
use crate::settings::{self, Settings};

/// A service's settings. Deny unknown fields in its derive.
pub trait Config: DeserializeOwned + Send + 'static {
    /// What is wrong although every key parses.
    fn validate(&self) -> Vec<Violation> {
        Vec::new()
    }
}

/// The settings of a service that has none.
#[derive(Debug, serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NoSettings {}

impl Config for NoSettings {}

/// Everything that is wrong with the configuration.
#[derive(Debug, thiserror::Error)]
#[error("the configuration is wrong:\n{}", problems.join("\n"))]
pub struct ConfigError {
    /// One line per problem.
    pub problems: Vec<String>,
}

impl ConfigError {
    pub(crate) fn one(problem: impl Into<String>) -> Self {
        Self { problems: vec![problem.into()] }
    }
}

/// Keys of the process, next to the services' sections.
const PROCESS: [&str; 16] = [
    "profile",
    "data",
    "database",
    "database_connections",
    "broker",
    "cache",
    "bus",
    "advertise",
    "keys",
    "call_deadline",
    "drain",
    "trusted_proxies",
    "max_body",
    "listen",
    "peers",
    "log",
];

/// Layers the defaults of the services, the process's, `file` and the environment.
///
/// # Errors
/// If the file cannot be read, or a top-level key belongs to nobody.
pub fn load(services: &[Service], file: Option<&Path>) -> Result<Figment, ConfigError> {
    let mut figment = Figment::from(Toml::string(settings::DEFAULTS));
    for service in services {
        figment = figment.merge(Toml::string(&format!("[{}]\n{}", package_of(service.name()), service.defaults())));
    }
    if let Some(file) = file {
        if !file.is_file() {
            return Err(ConfigError::one(format!("there is no file {}", file.display())));
        }
        figment = figment.merge(Toml::file_exact(file));
    }
    figment = figment.merge(Env::prefixed("SWITCHBOARD__").split("__"));
    known_keys(&figment, services)?;
    Ok(figment)
}

fn known_keys(figment: &Figment, services: &[Service]) -> Result<(), ConfigError> {
    let mut known: BTreeSet<String> = PROCESS.iter().map(|key| (*key).to_owned()).collect();
    known.extend(services.iter().map(|service| package_of(service.name())));
    let given: figment::value::Dict = figment.extract().map_err(problems)?;
    let problems: Vec<_> = given.keys().filter(|key| !known.contains(*key)).map(|key| format!("unknown key `{key}`")).collect();
    if problems.is_empty() { Ok(()) } else { Err(ConfigError { problems }) }
}

/// The process's own settings.
pub(crate) fn settings(figment: &Figment) -> Result<Settings, ConfigError> {
    let mut dict: figment::value::Dict = figment.extract().map_err(problems)?;
    dict.retain(|key, _| PROCESS.contains(&key.as_str()));
    Figment::from(figment::providers::Serialized::defaults(dict)).extract().map_err(problems)
}

/// One service's section, checked.
pub(crate) fn section<C: Config>(figment: &Figment, name: &str) -> Result<C, ConfigError> {
    let package = package_of(name);
    let config: C =
        if figment.contains(&package) { figment.extract_inner(&package) } else { Figment::new().extract() }.map_err(problems)?;
    let violations = config.validate();
    if violations.is_empty() {
        return Ok(config);
    }
    let problems = violations.into_iter().map(|violation| format!("{package}.{}: {}", violation.field, violation.message));
    Err(ConfigError { problems: problems.collect() })
}

fn problems(error: figment::Error) -> ConfigError {
    ConfigError { problems: error.into_iter().map(|error| error.to_string()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{App, Context};

    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Sample {
        size: u32,
    }

    impl Config for Sample {
        fn validate(&self) -> Vec<Violation> {
            if self.size == 0 { vec![Violation::new("size", "must be at least 1")] } else { Vec::new() }
        }
    }

    fn sample() -> Service {
        fn build(_: &Context, _: Sample) -> crate::Result<App> {
            Ok(App::new())
        }
        Service::new("sample-pod", "size = 1", build)
    }

    fn with_file(text: &str) -> Result<Sample, ConfigError> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("switchboard.toml");
        std::fs::write(&file, text).unwrap();
        section(&load(&[sample()], Some(&file))?, "sample-pod")
    }

    #[test]
    fn a_file_overrides_the_documented_default() {
        assert_eq!(with_file("[sample_pod]\nsize = 7").unwrap().size, 7);
        assert_eq!(with_file("").unwrap().size, 1);
    }

    #[test]
    fn an_unknown_key_is_named() {
        assert!(with_file("[sample_pod]\nsiez = 7").unwrap_err().to_string().contains("siez"));
        assert!(with_file("[simple_pod]\nsize = 7").unwrap_err().to_string().contains("simple_pod"));
    }

    #[test]
    fn a_wrong_value_is_named_with_its_section() {
        assert!(with_file("[sample_pod]\nsize = 0").unwrap_err().to_string().contains("sample_pod.size: must be at least 1"));
    }

    #[test]
    fn the_defaults_of_the_process_are_complete() {
        let settings = settings(&load(&[], None).unwrap()).unwrap();
        assert_eq!(settings.listen.public.unwrap().port(), 8080);
        assert!(settings.listen.grpc.is_none());
    }
}
