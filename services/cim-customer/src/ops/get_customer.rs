//! One customer. Who was merged into another is that one.

use ids::TenantId;

use crate::domain::customer::Customer;
use crate::error::{Error, Result};
use crate::state::State;

pub(crate) async fn get_customer(state: &State, tenant: &TenantId, id: &str) -> Result<Customer> {
    if let Some(customer) = state.store.customer(tenant, id).await? {
        return Ok(customer);
    }
    let missing = || Error::NoCustomer { id: id.to_owned() };
    let whole = state.store.merged_into(tenant, id).await?.ok_or_else(missing)?;
    state.store.customer(tenant, &whole).await?.ok_or_else(missing)
}
