//! Topics in and out.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;

use crate::ops;
use crate::state::State;

/// What this service publishes.
pub(crate) const CONFIG_CHANGED: &str = "unified_admin.config_changed.v1";

/// Changes of configuration, whoever owns it.
const AUDITED: [&str; 7] = [
    CONFIG_CHANGED,
    "ccm.config_changed.v1",
    "routing_engine.config_changed.v1",
    "bot_framework.config_changed.v1",
    "cim_customer.config_changed.v1",
    "conversation_controller.config_changed.v1",
    "file_engine.config_changed.v1",
];

/// The audit log's consumer.
pub(crate) fn audit(state: &Arc<State>, db: &Db) -> Group {
    Group {
        name: "unified-admin",
        topics: AUDITED.to_vec(),
        service: "unified_admin",
        db: db.clone(),
        handler: Arc::new(Audit(state.clone())),
    }
}

struct Audit(Arc<State>);

#[async_trait]
impl Handler for Audit {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        ops::record_change::record_change(&self.0, delivery).await
    }
}
