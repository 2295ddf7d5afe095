//! A customer is forgotten: document, identities and contacts. Who comes again is somebody new.

use ids::Principal;

use crate::error::Result;
use crate::ops::get_customer::get_customer;
use crate::state::State;

pub(crate) async fn erase_customer(state: &State, principal: &Principal, id: &str) -> Result<()> {
    let customer = get_customer(state, &principal.tenant, id).await?;
    let mut tx = state.store.begin().await?;
    state.store.erase(&mut tx, &principal.tenant, &customer).await?;
    tx.commit().await?;
    tracing::info!(customer = id, actor = &*principal.actor, "a customer was erased");
    Ok(())
}
