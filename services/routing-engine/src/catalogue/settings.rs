//! What holds for all of a tenant's routing. At most one document; without it the defaults hold.

use errors::Violation;
use routing_core::{Settings, Span};
use runtime::objects::Object;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// What holds for all queues and agents.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RoutingSettings {
    #[serde(default = "name")]
    pub(crate) name: String,
    /// Whether a queue's priority comes first where queues compete for an agent; else only the customers' own priorities count.
    #[serde(default = "yes")]
    pub(crate) queue_priority: bool,
    /// How long an agent without work may be without a connection.
    #[serde(default = "fifteen")]
    pub(crate) grace_seconds: u32,
}

fn name() -> String {
    "Routing".to_owned()
}

const fn yes() -> bool {
    true
}

const fn fifteen() -> u32 {
    15
}

impl Default for RoutingSettings {
    fn default() -> Self {
        Self { name: name(), queue_priority: yes(), grace_seconds: fifteen() }
    }
}

impl Object for RoutingSettings {
    const KIND: &'static str = "routing-settings";

    fn name(&self) -> &str {
        &self.name
    }

    fn validate(&self) -> Vec<Violation> {
        let mut found = super::docs::named(&self.name);
        if !(1..=3_600).contains(&self.grace_seconds) {
            found.push(Violation::new("graceSeconds", "must be 1 to 3600"));
        }
        found
    }
}

impl RoutingSettings {
    pub(crate) fn config(&self) -> Settings {
        Settings { queue_priority: self.queue_priority, grace: Span::seconds(self.grace_seconds) }
    }
}
