//! One customer.

use ids::TenantId;

use crate::domain::customer::Customer;
use crate::error::{Error, Result};
use crate::state::State;

pub(crate) async fn get_customer(state: &State, tenant: &TenantId, id: &str) -> Result<Customer> {
    state.store.customer(tenant, id).await?.ok_or_else(|| Error::NoCustomer { id: id.to_owned() })
}
