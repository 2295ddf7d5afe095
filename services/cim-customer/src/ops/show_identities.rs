//! Under what a customer turns up on channels; masked like the attribute that holds them, where it must be.

use ids::Principal;

use crate::domain::identity::Identity;
use crate::domain::mask::mask;
use crate::error::Result;
use crate::ops::get_customer::get_customer;
use crate::state::State;

pub(crate) async fn show_identities(state: &State, principal: &Principal, id: &str) -> Result<Vec<Identity>> {
    let tenant = &principal.tenant;
    let customer = get_customer(state, tenant, id).await?;
    let mut identities = state.store.identities(tenant, &customer.id).await?;
    if state.is_masked(principal).await? {
        let schema = state.schema(tenant).await?;
        for identity in &mut identities {
            let attribute = schema.all().iter().find(|attribute| attribute.identifies(&identity.channel_type) && attribute.pii);
            if let Some(attribute) = attribute {
                let masked = mask(attribute.r#type, &identity.identifier.as_str().into());
                masked.as_str().unwrap_or("***").clone_into(&mut identity.identifier);
            }
        }
    }
    Ok(identities)
}
