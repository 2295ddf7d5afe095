//! Media routing domains.

use errors::Violation;
use routing_core::{BUDGET, MrdConfig, MrdId};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::key::key;

/// A media routing domain: chats, calls, …
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Mrd {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default, rename = "type")]
    pub(crate) kind: String,
    /// Most tasks an agent may hold here; 0 = never.
    #[serde(default = "five")]
    pub(crate) max_requests: u32,
    /// Whether work in another domain suspends this one.
    #[serde(default)]
    pub(crate) interruptible: bool,
    /// Whether it is switched on together with the agent's READY.
    #[serde(default = "yes")]
    pub(crate) auto_sync: bool,
    /// What a task takes of the hundred that an agent's tasks may weigh together; 0 where only their number counts.
    #[serde(default)]
    pub(crate) weight: u32,
}

const fn five() -> u32 {
    5
}

const fn yes() -> bool {
    true
}

impl Object for Mrd {
    const KIND: &'static str = "mrd";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut found = super::docs::named(&self.name);
        if self.weight > BUDGET {
            found.push(Violation::new("weight", "must be 0 to 100"));
        }
        found
    }
}

impl Mrd {
    pub(crate) fn id(id: &str) -> MrdId {
        MrdId(key(id))
    }

    pub(crate) fn config(&self, id: &str) -> MrdConfig {
        MrdConfig {
            id: Self::id(id),
            max: self.max_requests,
            interruptible: self.interruptible,
            auto_sync: self.auto_sync,
            weight: self.weight,
        }
    }
}
