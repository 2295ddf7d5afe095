//! The tenant behind a host name (design 12, "Tenant").

use ids::TenantId;

use crate::State;
use crate::error::Error;

pub(crate) async fn resolve_host(state: &State, host: &str) -> Result<TenantId, Error> {
    if let Some(tenant) = state.hosts.get(&host.to_owned()).await {
        return Ok(TenantId::new(tenant));
    }
    let tenant = state.store.tenant_of_host(host).await?.unwrap_or_default();
    state.hosts.put(host.to_owned(), tenant.as_str().to_owned()).await;
    Ok(tenant)
}
