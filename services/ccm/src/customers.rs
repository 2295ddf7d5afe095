//! What becomes of customers.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use db::Db;

use crate::State;
use crate::ops::forget_customer::forget_customer;

/// What cim-customer says of customers.
const CUSTOMER_CHANGED: &str = "cim_customer.customer_changed.v1";

/// The consumer, beside that of the log: a key that is held back in one holds nothing back in the other.
pub(crate) fn group(package: &'static str, db: Db, state: State) -> Group {
    Group { name: "ccm-customers", topics: vec![CUSTOMER_CHANGED], service: package, db, handler: Arc::new(Customers(state)) }
}

struct Customers(State);

#[async_trait]
impl Handler for Customers {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        if delivery.event.r#type == "ERASED" { forget_customer(&self.0, delivery).await } else { Ok(()) }
    }
}
