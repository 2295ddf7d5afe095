//! What documents say of one another, checked before a change.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use errors::{Fault, Kind, Violation};
use runtime::objects::{Change, Object, Objects};

use crate::store::Store;

use super::uses::{Users, channel_stays, connector_stays};
use super::{Channel, ChannelConnector, ChannelProvider, ChannelType, WidgetConfig};

pub(super) type Guarded<'a> = Pin<Box<dyn Future<Output = errors::Result<()>> + Send + 'a>>;

fn refers<T: Object>(field: &str, name: &str) -> Fault {
    let message = format!("there is no {} {name:?}", T::KIND);
    Fault::invalid("UNKNOWN_REFERENCE", message.clone()).with_violations(vec![Violation::new(field, message)])
}

/// A connector names a provider that exists. With it go its secrets.
pub(crate) fn connector_guard(
    providers: &Objects<ChannelProvider>,
    store: &Store,
    users: Arc<Users>,
) -> impl for<'a> Fn(Change<'a, ChannelConnector>) -> Guarded<'a> + Send + Sync + 'static + use<> {
    let (providers, store) = (providers.clone(), store.clone());
    move |change| {
        let (providers, store, users) = (providers.clone(), store.clone(), users.clone());
        Box::pin(async move {
            connector_stays(&users, &change).await?;
            let tenant = &change.principal.tenant;
            let Some(after) = change.after else { return Ok(store.forget_secrets(tenant, change.id).await?) };
            let known = providers.seek(tenant, &after.provider).await?;
            known.map(|_| ()).ok_or_else(|| refers::<ChannelProvider>("provider", &after.provider))
        })
    }
}

/// A channel names a type and a connector that exist, and no other channel of the type has its identifier.
pub(crate) fn channel_guard(
    types: &Objects<ChannelType>,
    connectors: &Objects<ChannelConnector>,
    store: &Store,
    users: Arc<Users>,
) -> impl for<'a> Fn(Change<'a, Channel>) -> Guarded<'a> + Send + Sync + 'static + use<> {
    let (types, connectors, store) = (types.clone(), connectors.clone(), store.clone());
    move |change| {
        let (types, connectors, store, users) = (types.clone(), connectors.clone(), store.clone(), users.clone());
        Box::pin(async move {
            channel_stays(&users, &change).await?;
            let Some(after) = change.after else { return Ok(()) };
            let tenant = &change.principal.tenant;
            if types.seek(tenant, &after.channel_type).await?.is_none() {
                return Err(refers::<ChannelType>("channelType", &after.channel_type));
            }
            // A webhook's address names a channel of any tenant: its id must be one channel's only.
            if change.before.is_none() && store.has_channel(change.id).await? {
                return Err(Fault::new(Kind::AlreadyExists, "ID_TAKEN", "that id is taken"));
            }
            let same = |other: &Channel| other.service_identifier == after.service_identifier && other.channel_type == after.channel_type;
            if change.all.values().any(|other| other.id != change.id && same(&other.doc)) {
                return Err(taken(after));
            }
            if !after.connector.is_empty() && connectors.seek(tenant, &after.connector).await?.is_none() {
                return Err(refers::<ChannelConnector>("connector", &after.connector));
            }
            Ok(())
        })
    }
}

/// A widget opens a channel that exists.
pub(crate) fn widget_guard(
    channels: &Objects<Channel>,
) -> impl for<'a> Fn(Change<'a, WidgetConfig>) -> Guarded<'a> + Send + Sync + 'static + use<> {
    let channels = channels.clone();
    move |change| {
        let channels = channels.clone();
        Box::pin(async move {
            let Some(after) = change.after else { return Ok(()) };
            let all = channels.list(&change.principal.tenant).await?;
            let known = all.values().any(|channel| channel.doc.service_identifier == after.service_identifier);
            if known { Ok(()) } else { Err(refers::<Channel>("serviceIdentifier", &after.service_identifier)) }
        })
    }
}

/// No two channels of a type share a service identifier.
fn taken(channel: &Channel) -> Fault {
    let message = format!("another {} channel has the service identifier {:?}", channel.channel_type, channel.service_identifier);
    Fault::new(Kind::AlreadyExists, "SERVICE_IDENTIFIER_TAKEN", message)
}
