//! Somebody puts an identity where it belongs: whoever comes with it is that customer from then on.

use ids::Principal;

use crate::domain::customer::Customer;
use crate::domain::identity::Identity;
use crate::error::{Error, Result};
use crate::ops::get_customer::get_customer;
use crate::ops::identify_customer::checked_identity;
use crate::state::State;

/// How often a race is run again.
const TRIES: usize = 5;

/// The customer's identities afterwards.
pub(crate) async fn link_identity(
    state: &State,
    principal: &Principal,
    id: &str,
    (channel_type, identifier): (&str, &str),
) -> Result<Vec<Identity>> {
    let tenant = &principal.tenant;
    let (channel_type, identifier) = checked_identity(channel_type, identifier)?;
    for _ in 0..TRIES {
        let customer = get_customer(state, tenant, id).await?;
        let owner = state.store.identity(tenant, &channel_type, &identifier).await?;
        if owner.as_ref().is_none_or(|owner| owner.id != customer.id) {
            let identity = Identity {
                channel_type: channel_type.clone(),
                identifier: identifier.clone(),
                added_at: state.clock.now(),
                linked_by: principal.actor.to_string(),
                ..Identity::default()
            };
            if !once(state, principal, (&customer, owner.as_ref()), &identity).await? {
                continue;
            }
            tracing::info!(customer = customer.id, actor = &*principal.actor, "an identity was linked");
        }
        return Ok(state.store.identities(tenant, &customer.id).await?);
    }
    Err(Error::Contended { id: id.to_owned() })
}

/// False if somebody changed the customer or gave the identity to another one meanwhile.
async fn once(
    state: &State,
    principal: &Principal,
    (customer, owner): (&Customer, Option<&Customer>),
    identity: &Identity,
) -> Result<bool> {
    let tenant = &principal.tenant;
    let schema = state.schema(tenant).await?;
    let mut document = customer.document.clone();
    schema.note_identifier(&mut document, &identity.channel_type, &identity.identifier);
    let after = Customer { version: customer.version + 1, updated_at: state.clock.now(), document, ..customer.clone() };
    let mut tx = state.store.begin().await?;
    let linked = match owner {
        Some(owner) => state.store.link_identity(&mut tx, tenant, identity, (&owner.id, &customer.id)).await?,
        None => state.store.add_identity(&mut tx, tenant, identity, &customer.id).await?,
    };
    if !linked || !state.store.replace(&mut tx, tenant, &after, &schema).await? {
        return Ok(false);
    }
    tx.commit().await?;
    Ok(true)
}
