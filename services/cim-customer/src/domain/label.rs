//! Labels that customers carry.

use errors::Violation;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A label. Customers refer to it by id, so that it can be renamed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Label {
    /// Unique, capitals count.
    pub(crate) name: String,
    /// `#rrggbb`.
    #[serde(default = "grey")]
    pub(crate) colour: String,
    #[serde(default)]
    pub(crate) description: String,
}

fn grey() -> String {
    "#6b7280".to_owned()
}

impl Object for Label {
    const KIND: &'static str = "label";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut violations = Vec::new();
        if self.name.trim().is_empty() || self.name.chars().count() > 50 {
            violations.push(Violation::new("name", "must have 1 to 50 characters"));
        }
        let digits = self.colour.strip_prefix('#').unwrap_or_default();
        if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_hexdigit()) {
            violations.push(Violation::new("colour", "must look like #1f7a8c"));
        }
        if self.description.chars().count() > 500 {
            violations.push(Violation::new("description", "must have at most 500 characters"));
        }
        violations
    }
}
