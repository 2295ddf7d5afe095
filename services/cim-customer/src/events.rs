//! Topics in and out.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;

use crate::ops;

/// A customer was created, changed or erased (the event's type says which).
pub(crate) const CUSTOMER_CHANGED: &str = "cim_customer.customer_changed.v1";
/// The schema or a label was changed.
pub(crate) const CONFIG_CHANGED: &str = "cim_customer.config_changed.v1";

/// The consumer of the tenant's settings.
pub(crate) fn settings(db: &Db) -> Group {
    Group {
        name: "cim-customer",
        topics: vec!["unified_admin.config_changed.v1"],
        service: "cim_customer",
        db: db.clone(),
        handler: Arc::new(Settings),
    }
}

struct Settings;

#[async_trait]
impl Handler for Settings {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        ops::follow_settings::follow_settings(delivery).await
    }
}
