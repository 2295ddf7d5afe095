//! The channel behind a service identifier.

use std::sync::Arc;

use ids::TenantId;
use runtime::objects::Stored;

use crate::State;
use crate::domain::Channel;
use crate::error::Error;

pub(crate) async fn get_channel(
    state: &State,
    tenant: &TenantId,
    service_identifier: &str,
    channel_type: &str,
) -> Result<Arc<Stored<Channel>>, Error> {
    let all = state.channels.list(tenant).await?;
    let found =
        all.values().find(|channel| channel.doc.service_identifier == service_identifier && channel.doc.channel_type == channel_type);
    found
        .cloned()
        .ok_or_else(|| Error::NoChannel { service_identifier: service_identifier.to_owned(), channel_type: channel_type.to_owned() })
}
