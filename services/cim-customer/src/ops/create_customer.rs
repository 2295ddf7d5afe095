//! An agent enters a customer.

use ids::Principal;

use crate::domain::customer::{Customer, Document};
use crate::error::{Error, Result};
use crate::ops::change_customer::{Edit, apply};
use crate::state::State;

/// Creates the customer; the same `key` a second time answers with the first.
pub(crate) async fn create_customer(state: &State, principal: &Principal, edit: Edit, key: Option<&str>) -> Result<Customer> {
    let tenant = &principal.tenant;
    let id = key.map_or_else(ids::new_id, |key| ids::derived_id(&[tenant.as_str(), &principal.actor, "customer", key]));
    if let Some(known) = state.store.customer(tenant, &id).await? {
        return Ok(known);
    }
    let schema = state.schema(tenant).await?;
    let mut document = Document::default();
    let mut violations = apply(state, tenant, &mut document, edit).await?;
    violations.extend(schema.check(&mut document, None));
    if !violations.is_empty() {
        return Err(Error::CustomerInvalid { violations });
    }
    let now = state.clock.now();
    let customer = Customer { id, version: 1, created_at: now, updated_at: now, document };
    let mut tx = state.store.begin().await?;
    match state.store.add(&mut tx, tenant, &customer, &schema).await {
        Ok(()) => tx.commit().await?,
        // The same request, a moment earlier.
        Err(db::Error::Duplicate(_)) => {
            drop(tx);
            return state.store.customer(tenant, &customer.id).await?.ok_or(Error::NoCustomer { id: customer.id });
        }
        Err(error) => return Err(error.into()),
    }
    Ok(customer)
}
