//! The channel behind a webhook's address, with what its account needs: for the connector that serves it alone.

use std::sync::Arc;

use contracts::ccm::{ResolveChannelResponse, Sibling};
use ids::TenantId;
use runtime::objects::Stored;

use crate::State;
use crate::domain::{Channel, ChannelConnector};
use crate::error::Error;

/// A channel with the account at a provider that stands behind it.
pub(crate) struct Served {
    pub(crate) channel: Arc<Stored<Channel>>,
    pub(crate) connector: Arc<Stored<ChannelConnector>>,
    pub(crate) pod: String,
}

/// The channel of that id, whichever tenant's, if `pod` serves it.
pub(crate) async fn resolve_channel(state: &State, pod: &str, id: &str) -> Result<ResolveChannelResponse, Error> {
    let nobody = || Error::NoSuchChannel(id.to_owned());
    for tenant in state.channels.tenants().await? {
        if state.channels.get(&tenant, id).await?.is_none() {
            continue;
        }
        let served = served(state, &tenant, id).await?.filter(|served| served.pod == pod).ok_or_else(nobody)?;
        let mut siblings = Vec::new();
        for other in state.channels.list(&tenant).await?.values().filter(|other| other.id != id) {
            if self::served(state, &tenant, &other.id).await?.is_some_and(|served| served.pod == pod) {
                siblings.push(Sibling {
                    channel_id: other.id.clone(),
                    service_identifier: other.doc.service_identifier.clone(),
                    channel_type: other.doc.channel_type.clone(),
                });
            }
        }
        let Served { channel, connector, .. } = served;
        let secrets = state.store.secrets(&tenant, &connector.id).await?;
        return Ok(ResolveChannelResponse {
            tenant: tenant.as_str().to_owned(),
            channel_id: channel.id.clone(),
            name: channel.doc.name.clone(),
            service_identifier: channel.doc.service_identifier.clone(),
            channel_type: channel.doc.channel_type.clone(),
            enabled: channel.doc.enabled,
            public_url: channel.doc.public_url.clone(),
            settings: connector.doc.settings.clone().into_iter().collect(),
            secrets,
            fallback_template: channel.doc.fallback_template.clone(),
            fallback_language: channel.doc.fallback_language.clone(),
            siblings,
        });
    }
    Err(nobody())
}

/// The channel with its account, if a connector of ours serves it; the web channel has none.
pub(crate) async fn served(state: &State, tenant: &TenantId, channel_id: &str) -> Result<Option<Served>, Error> {
    let Some(channel) = state.channels.get(tenant, channel_id).await? else { return Ok(None) };
    if channel.doc.connector.is_empty() {
        return Ok(None);
    }
    let Some(connector) = state.connectors.find(tenant, &channel.doc.connector).await? else { return Ok(None) };
    let Some(provider) = state.providers.find(tenant, &connector.doc.provider).await? else { return Ok(None) };
    let pod = provider.doc.pod.clone();
    Ok((!pod.is_empty()).then_some(Served { channel, connector, pod }))
}
