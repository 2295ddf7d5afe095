//! On which channels a customer of a conversation can be answered, and for how long.

use ids::{TenantId, rfc3339};
use serde_json::{Value, json};

use super::resolve_channel::served;
use super::show_capabilities::capability;
use crate::State;
use crate::error::Error;

const HOUR: i64 = 3_600_000;
/// How long people may write where the provider lets people write longer.
const PEOPLE: i64 = 7 * 24;

/// The live sessions of a conversation with their windows.
pub(crate) async fn reach(state: &State, tenant: &TenantId, conversation_id: &str) -> Result<Vec<Value>, Error> {
    let channels = state.channels.list(tenant).await?;
    let mut shown = Vec::new();
    for session in state.store.live_sessions(tenant, conversation_id).await? {
        let Some(channel) = channels.get(&session.channel_id) else { continue };
        let kind = state.types.find(tenant, &channel.doc.channel_type).await?;
        let hours = kind.map_or(0, |kind| i64::from(kind.doc.reply_window_hours));
        let reach = state.store.reach(tenant, &session.channel_id, &session.customer_identifier).await?;
        let last = reach.last_inbound_at;
        let account = state.connectors.find(tenant, &channel.doc.connector).await?;
        let pod = served(state, tenant, &session.channel_id).await?.map(|served| served.pod).unwrap_or_default();
        let wider = account.is_some_and(|account| account.doc.settings.get("humanAgent").is_some_and(|given| given == "true"));
        shown.push(json!({
            "sessionId": session.id,
            "channelId": session.channel_id,
            "channelName": channel.doc.name,
            "channelType": channel.doc.channel_type,
            "carries": capability(&pod, &channel.doc.channel_type),
            "customerIdentifier": session.customer_identifier,
            "lastInboundAt": (last > 0).then(|| rfc3339(last)),
            "hasWindow": hours > 0,
            "windowEndsAt": (last > 0 && hours > 0).then(|| rfc3339(reach.open_until.max(last + hours * HOUR))),
            "humanEndsAt": (last > 0 && hours > 0 && wider).then(|| rfc3339(last + PEOPLE * HOUR)),
        }));
    }
    Ok(shown)
}
