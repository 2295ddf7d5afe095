//! Topics in.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;
use ids::TenantId;

use crate::store::{Store, Whose};

/// The consumer of what becomes of customers.
pub(crate) fn customers(db: &Db) -> Group {
    Group {
        name: "file-engine",
        topics: vec!["cim_customer.customer_changed.v1"],
        service: "file_engine",
        db: db.clone(),
        handler: Arc::new(Customers),
    }
}

struct Customers;

#[async_trait]
impl Handler for Customers {
    /// An erased customer's files are taken from everybody with the event; the sweep erases their bytes.
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let event = delivery.event;
        if event.r#type == "ERASED" {
            let tenant = TenantId::new(event.tenant.as_str());
            Store::condemn(delivery.tx().await?, &tenant, Whose::Customer(&event.key)).await?;
        }
        Ok(())
    }
}
