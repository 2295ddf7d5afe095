//! Tenants, their teams and their settings.

use errors::Violation;
use ids::Role;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use crate::domain::{at_most, text};

/// An organisation of its own. Kept in the default tenant, whose administrators manage them; its id is the tenant's id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Tenant {
    pub(crate) name: String,
    /// Host names whose visitors belong to it, in small letters, without port.
    #[serde(default)]
    pub(crate) hosts: Vec<String>,
    /// IANA time zone.
    #[serde(default = "utc")]
    pub(crate) zone: String,
}

fn utc() -> String {
    "UTC".to_owned()
}

impl Object for Tenant {
    const KIND: &'static str = "tenant";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "name", &self.name, 200);
        if self.hosts.len() > 100 {
            violations.push(Violation::new("hosts", "must be at most 100"));
        }
        let host = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-".contains(c);
        for (index, name) in self.hosts.iter().enumerate() {
            if name.is_empty() || name.len() > 253 || !name.chars().all(host) {
                violations.push(Violation::new(format!("hosts[{index}]"), "must be a host name in small letters, without port"));
            }
        }
        let zone = |c: char| c.is_ascii_alphanumeric() || "/_+-".contains(c);
        if self.zone.is_empty() || self.zone.len() > 64 || !self.zone.chars().all(zone) {
            violations.push(Violation::new("zone", "must be the name of a time zone, such as Europe/Berlin"));
        }
        violations
    }
}

/// People who work together. Who is in it says each user's `teamId`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Team {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    /// User id of the primary supervisor, empty if none.
    #[serde(default)]
    pub(crate) supervisor_id: String,
    #[serde(default)]
    pub(crate) secondary_supervisor_ids: Vec<String>,
}

impl Object for Team {
    const KIND: &'static str = "team";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "name", &self.name, 200);
        at_most(&mut violations, "description", &self.description, 1000);
        violations
    }
}

/// One setting of the tenant: `maskPii`, `defaultLanguage`, what the desk shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Setting {
    pub(crate) name: String,
    pub(crate) value: Value,
}

/// Roles that may only come in with a second factor: a list of `agent`, `supervisor`, `admin`.
pub(crate) const SECOND_FACTOR_ROLES: &str = "secondFactorRoles";
/// Fewest characters of new passwords.
pub(crate) const PASSWORD_LENGTH: &str = "passwordLength";
/// Between what is good enough for anybody and what anybody still types.
const LENGTHS: std::ops::RangeInclusive<u64> = 12..=64;

/// Settings that services act on, and so must have the right shape.
const SWITCHES: [&str; 1] = ["maskPii"];

impl Object for Setting {
    const KIND: &'static str = "setting";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        text(&mut violations, "name", &self.name, 100);
        if SWITCHES.contains(&self.name.as_str()) && !self.value.is_boolean() {
            violations.push(Violation::new("value", "must be true or false"));
        }
        if self.name == SECOND_FACTOR_ROLES && serde_json::from_value::<Vec<Role>>(self.value.clone()).is_err() {
            violations.push(Violation::new("value", "must be a list of roles: agent, supervisor, admin"));
        }
        if self.name == PASSWORD_LENGTH && !self.value.as_u64().is_some_and(|length| LENGTHS.contains(&length)) {
            violations.push(Violation::new("value", "must be a number from 12 to 64"));
        }
        if self.value.to_string().len() > 16_384 {
            violations.push(Violation::new("value", "must not be longer than 16 kB"));
        }
        violations
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_a_port_or_capitals_is_refused() {
        let with = |host: &str| Tenant { name: "Acme".to_owned(), hosts: vec![host.to_owned()], zone: utc() }.validate();
        assert!(with("chat.acme.test").is_empty());
        assert!(!with("chat.acme.test:8080").is_empty());
        assert!(!with("Chat.acme.test").is_empty());
    }

    #[test]
    fn a_switch_is_true_or_false() {
        let setting = |value: Value| Setting { name: "maskPii".to_owned(), value }.validate();
        assert!(setting(Value::Bool(true)).is_empty());
        assert!(!setting(Value::String("yes".to_owned())).is_empty());
    }

    #[test]
    fn settings_of_signing_in_have_their_shape() {
        let wrong = |name: &str, value: Value| !Setting { name: name.to_owned(), value }.validate().is_empty();
        assert!(!wrong(SECOND_FACTOR_ROLES, serde_json::json!(["admin", "agent"])) && !wrong(SECOND_FACTOR_ROLES, serde_json::json!([])));
        assert!(wrong(SECOND_FACTOR_ROLES, serde_json::json!(["root"])) && wrong(SECOND_FACTOR_ROLES, Value::Bool(true)));
        assert!(!wrong(PASSWORD_LENGTH, 12.into()) && !wrong(PASSWORD_LENGTH, 64.into()));
        assert!(wrong(PASSWORD_LENGTH, 11.into()) && wrong(PASSWORD_LENGTH, 65.into()) && wrong(PASSWORD_LENGTH, "20".into()));
    }
}
