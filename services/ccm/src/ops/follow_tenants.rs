//! Which hosts belong to which tenant: copied here when unified-admin announces it.

use bus::Delivery;
use contracts::bus::ConfigChanged;
use errors::Fault;
use prost::Message as _;
use serde::Deserialize;

use crate::State;
use crate::store::Store;

/// What of a tenant is of interest here.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Tenant {
    hosts: Vec<String>,
}

pub(crate) async fn follow_tenants(state: &State, delivery: &mut Delivery<'_>) -> errors::Result<()> {
    let change = ConfigChanged::decode(delivery.event.payload.as_slice()).map_err(Fault::internal)?;
    // No document: the tenant did not exist before, or does not any more.
    let hosts = |json: &[u8]| serde_json::from_slice::<Tenant>(json).unwrap_or_default().hosts;
    let (before, after) = (hosts(&change.before_json), hosts(&change.after_json));
    Store::set_hosts(delivery.tx().await?, &change.id, &after).await?;
    for host in before.iter().chain(&after) {
        state.hosts.forget(host).await;
    }
    Ok(())
}
