//! Routing attributes.

use errors::Violation;
use routing_core::{AttributeConfig, AttributeId, AttributeKind};
use routing_expression::Known;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::key::key;

/// Which values an attribute takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Values {
    Boolean,
    ProficiencyLevel,
}

/// A value as it is written: a number, or true and false.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum Level {
    Flag(bool),
    Number(u8),
}

impl Level {
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Flag(flag) => u8::from(flag),
            Self::Number(number) => number,
        }
    }
}

/// A routing attribute.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Attribute {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(rename = "type")]
    pub(crate) values: Values,
    #[serde(default = "one")]
    pub(crate) default_value: Level,
}

const fn one() -> Level {
    Level::Number(1)
}

impl Object for Attribute {
    const KIND: &'static str = "attribute";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut found = super::docs::named(&self.name);
        if !self.kind().admits(self.default_value.number()) {
            found.push(Violation::new("defaultValue", "is no value of this type"));
        }
        found
    }
}

impl Attribute {
    pub(crate) fn id(id: &str) -> AttributeId {
        AttributeId(key(id))
    }

    pub(crate) fn kind(&self) -> AttributeKind {
        match self.values {
            Values::Boolean => AttributeKind::Boolean,
            Values::ProficiencyLevel => AttributeKind::Level,
        }
    }

    pub(crate) fn config(&self, id: &str) -> AttributeConfig {
        AttributeConfig { id: Self::id(id), kind: self.kind() }
    }

    pub(crate) fn known(&self, id: &str) -> Known {
        Known { id: Self::id(id), kind: self.kind(), default: self.default_value.number() }
    }
}
