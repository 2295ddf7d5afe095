//! Every tenant has the system's attributes: written when its schema is first looked at, so that they can be edited.

use errors::Kind;
use ids::{Principal, TenantId};

use crate::domain::schema::system;
use crate::state::State;

pub(crate) async fn seed_schema(state: &State, tenant: &TenantId) -> errors::Result<()> {
    let known = state.attributes.list(tenant).await?;
    for attribute in system().into_iter().filter(|attribute| !known.contains_key(&attribute.key)) {
        let id = attribute.key.clone();
        match state
            .attributes
            .put(runtime::objects::By::itself(&Principal::service(tenant.clone(), "cim-customer")), &id, None, attribute)
            .await
        {
            // Somebody else was faster.
            Err(fault) if !matches!(fault.kind(), Kind::Conflict | Kind::AlreadyExists) => {
                return Err(fault);
            }
            _ => {}
        }
    }
    Ok(())
}
