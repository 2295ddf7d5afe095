//! What becomes of customers: merged ones have their conversations together, erased ones have said nothing.

use std::sync::Arc;

use async_trait::async_trait;
use bus::{Delivery, Group, Handler};
use contracts::cim_customer::Customer;
use db::Db;
use errors::Fault;
use ids::TenantId;
use prost::Message as _;

use crate::search::SearchStore;
use crate::store::Store;

/// What cim-customer says of customers.
const CUSTOMER_CHANGED: &str = "cim_customer.customer_changed.v1";

/// The consumer, beside that of tasks: a key that is held back in one holds nothing back in the other.
pub(crate) fn group(package: &'static str, db: Db, search: &SearchStore) -> Group {
    let log = Store::new(db.clone());
    Group {
        name: "conversation-manager-customers",
        topics: vec![CUSTOMER_CHANGED],
        service: package,
        db,
        handler: Arc::new(Customers { search: search.clone(), log }),
    }
}

struct Customers {
    search: SearchStore,
    log: Store,
}

#[async_trait]
impl Handler for Customers {
    async fn handle(&self, delivery: &mut Delivery<'_>) -> errors::Result<()> {
        let event = delivery.event;
        let tenant = TenantId::new(event.tenant.as_str());
        match event.r#type.as_str() {
            "MERGED" => {
                let customer = Customer::decode(event.payload.as_slice()).map_err(Fault::internal)?;
                Store::merge_customer(delivery.tx().await?, &tenant, &event.key, &customer.merged_into).await?;
            }
            "RESTORED" => Store::part_customer(delivery.tx().await?, &tenant, &event.key).await?,
            "ERASED" => {
                // The search first: it is in another store, and forgets once more if this is tried again.
                forget(&self.search, self.log.numbers_of(&tenant, &event.key).await?, &tenant).await?;
                let tx = delivery.tx().await?;
                Store::part_customer(tx, &tenant, &event.key).await?;
                let erased = Store::erase_customer(tx, &tenant, &event.key).await?;
                tracing::info!(customer = event.key, erased, "what an erased customer said is gone");
            }
            _ => {}
        }
        Ok(())
    }
}

/// Takes conversations out of the search, up to the last number of each.
pub(crate) async fn forget(search: &SearchStore, conversations: Vec<(String, i64)>, tenant: &TenantId) -> db::Result<()> {
    let mut tx = search.begin().await?;
    for (conversation, last) in conversations {
        search.forget(&mut tx, tenant, &conversation, last).await?;
    }
    tx.commit().await
}
