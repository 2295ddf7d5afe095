//! What is used is not taken away: a type or an account that channels name, a provider that accounts name, a channel that widgets open.
//!
//! Bots, queues and media routing domains are other services', which hear of channels by their events and refuse by themselves
//! (`ARCHITECTURE.md`, "Deletion in use").

use std::sync::Arc;

use ids::TenantId;
use runtime::objects::{Change, Object, Objects, in_use};

use super::guards::Guarded;
use super::{Channel, ChannelConnector, ChannelProvider, ChannelType, WidgetConfig};

/// Who uses what. Readers of their own: a kind's guard is made before the kinds that use it.
#[derive(Clone)]
pub(crate) struct Users {
    pub(crate) channels: Objects<Channel>,
    pub(crate) connectors: Objects<ChannelConnector>,
    pub(crate) widgets: Objects<WidgetConfig>,
}

impl Users {
    /// Refuses if the tenant has documents of that kind that use what is about to go.
    async fn refuse<T: Object>(objects: &Objects<T>, tenant: &TenantId, uses: impl Fn(&T) -> bool + Send) -> errors::Result<()> {
        let all = objects.list(tenant).await?;
        let users = all.values().filter(|stored| uses(&stored.doc)).map(|stored| (T::KIND, stored.doc.name()));
        in_use(&users.collect::<Vec<_>>())
    }
}

/// The name under which something goes with this change; none if it stays.
fn leaving<T: Object>(change: &Change<'_, T>) -> Option<String> {
    let before = change.before?.name();
    change.after.is_none_or(|after| after.name() != before).then(|| before.to_owned())
}

/// A type that channels are of keeps its name, by which they name it.
pub(crate) fn type_guard(users: Arc<Users>) -> impl for<'a> Fn(Change<'a, ChannelType>) -> Guarded<'a> + Send + Sync + 'static {
    move |change| {
        let users = users.clone();
        Box::pin(async move {
            let Some(name) = leaving(&change) else { return Ok(()) };
            let id = change.id;
            Users::refuse(&users.channels, &change.principal.tenant, |channel| channel.channel_type == name || channel.channel_type == id)
                .await
        })
    }
}

/// A provider that accounts are at stays; one they name by its name keeps that.
pub(crate) fn provider_guard(users: Arc<Users>) -> impl for<'a> Fn(Change<'a, ChannelProvider>) -> Guarded<'a> + Send + Sync + 'static {
    move |change| {
        let users = users.clone();
        Box::pin(async move {
            let Some(name) = leaving(&change) else { return Ok(()) };
            let gone = change.after.is_none().then_some(change.id);
            let uses = |connector: &ChannelConnector| connector.provider == name || gone == Some(connector.provider.as_str());
            Users::refuse(&users.connectors, &change.principal.tenant, uses).await
        })
    }
}

/// An account that channels work with stays; one they name by its name keeps that.
pub(super) async fn connector_stays(users: &Users, change: &Change<'_, ChannelConnector>) -> errors::Result<()> {
    let Some(name) = leaving(change) else { return Ok(()) };
    let gone = change.after.is_none().then_some(change.id);
    let uses = |channel: &Channel| channel.connector == name || gone == Some(channel.connector.as_str());
    Users::refuse(&users.channels, &change.principal.tenant, uses).await
}

/// A channel that widgets open keeps its identifier, by which they name it.
pub(super) async fn channel_stays(users: &Users, change: &Change<'_, Channel>) -> errors::Result<()> {
    let Some(before) = change.before else { return Ok(()) };
    if change.after.is_some_and(|after| after.service_identifier == before.service_identifier) {
        return Ok(());
    }
    // Another channel, of another type, may have the same one.
    let others = change.all.values().any(|other| other.id != change.id && other.doc.service_identifier == before.service_identifier);
    if others {
        return Ok(());
    }
    let uses = |widget: &WidgetConfig| widget.service_identifier == before.service_identifier;
    Users::refuse(&users.widgets, &change.principal.tenant, uses).await
}
