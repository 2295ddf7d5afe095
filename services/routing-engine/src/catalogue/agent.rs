//! Agents as configured: attributes and media routing domains.

use std::collections::BTreeMap;

use errors::Violation;
use routing_core::{AgentConfig, AgentId, MrdId};
use routing_expression::Attributes;
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Mrd;
use super::attribute::Level;
use crate::key::key;

/// An agent.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Agent {
    pub(crate) name: String,
    /// By the attribute's name; null is the attribute's default.
    #[serde(default)]
    // The derive cannot say null among a map's values.
    #[schema(value_type = BTreeMap<String, Value>)]
    pub(crate) attributes: BTreeMap<String, Option<Level>>,
    /// Most tasks by the domain's id. Absent: every domain there is, at its own limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) mrds: Option<BTreeMap<String, u32>>,
}

impl Object for Agent {
    const KIND: &'static str = "agent";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        super::docs::named(&self.name)
    }
}

impl Agent {
    pub(crate) fn id(id: &str) -> AgentId {
        AgentId(key(id))
    }

    pub(crate) fn config(&self, id: &str, attributes: &Attributes, mrds: &BTreeMap<MrdId, u32>) -> Result<AgentConfig, Vec<Violation>> {
        let mut violations = Vec::new();
        let mut config = AgentConfig { id: Self::id(id), levels: BTreeMap::new(), mrds: BTreeMap::new() };
        for (name, level) in &self.attributes {
            let field = || format!("attributes.{name}");
            let Some(known) = attributes.get(name) else {
                violations.push(Violation::new(field(), format!("there is no attribute {name:?}")));
                continue;
            };
            let number = level.map_or(known.default, Level::number);
            if !known.kind.admits(number) {
                violations.push(Violation::new(field(), "is no value of this attribute"));
            }
            config.levels.insert(known.id, number);
        }
        match &self.mrds {
            None => config.mrds.clone_from(mrds),
            Some(named) => {
                for (id, max) in named {
                    if !mrds.contains_key(&Mrd::id(id)) {
                        violations.push(Violation::new(format!("mrds.{id}"), format!("there is no media routing domain {id:?}")));
                    }
                    config.mrds.insert(Mrd::id(id), *max);
                }
            }
        }
        if violations.is_empty() { Ok(config) } else { Err(violations) }
    }
}
