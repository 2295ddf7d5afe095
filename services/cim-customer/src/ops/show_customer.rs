//! A customer as somebody sees it: labels by name, personal data masked where it must be.

use ids::Principal;

use crate::domain::customer::{Customer, Shown};
use crate::domain::mask::mask_document;
use crate::error::Result;
use crate::state::State;

pub(crate) async fn show_customers(state: &State, principal: &Principal, customers: &[Customer]) -> Result<Vec<Shown>> {
    let labels = state.label_names(&principal.tenant).await?;
    let masked = state.is_masked(principal).await?;
    let schema = state.schema(&principal.tenant).await?;
    let one = |customer: &Customer| {
        let document = if masked { mask_document(&customer.document, &schema) } else { customer.document.clone() };
        Shown::new(customer, document, &labels)
    };
    Ok(customers.iter().map(one).collect())
}
