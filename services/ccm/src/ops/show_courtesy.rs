//! Connectors are told that somebody reads or writes, for the customers of a conversation who are at providers.

use bus::Event;
use contracts::ccm::CourtesyEvent;
use ids::TenantId;

use super::resolve_channel::served;
use crate::domain::Session;
use crate::error::Error;
use crate::{COURTESY, State};

/// What may be shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Courtesy {
    /// Somebody writes.
    Typing,
    /// Somebody has read everything up to that row.
    ReadUpTo(i64),
}

pub(crate) async fn show_courtesy(state: &State, tenant: &TenantId, conversation_id: &str, courtesy: Courtesy) -> errors::Result<()> {
    let channels = state.channels.list(tenant).await?;
    if channels.values().all(|channel| channel.doc.connector.is_empty()) {
        return Ok(());
    }
    for session in state.store.live_sessions(tenant, conversation_id).await? {
        let Some(served) = served(state, tenant, &session.channel_id).await? else { continue };
        let reach = state.store.reach(tenant, &session.channel_id, &session.customer_identifier).await?;
        let newest = reach.last_provider_message_id;
        if let Courtesy::ReadUpTo(seq) = courtesy
            && !is_read(state, &session, (conversation_id, seq), &newest).await?
        {
            continue;
        }
        let what = if courtesy == Courtesy::Typing { "TYPING" } else { "READ" };
        let key = format!("{}:{}", session.channel_id, session.customer_identifier);
        let event = CourtesyEvent {
            channel_id: session.channel_id,
            channel_customer_identifier: session.customer_identifier,
            what: what.to_owned(),
            last_provider_message_id: newest,
        };
        state.publisher.hint(Event::new(COURTESY, key, served.pod, tenant.clone(), &event));
    }
    Ok(())
}

/// Whether the customer's newest message is among the rows that were read.
async fn is_read(state: &State, session: &Session, (conversation_id, seq): (&str, i64), newest: &str) -> Result<bool, Error> {
    if newest.is_empty() {
        return Ok(false);
    }
    let row = state.store.inbound_by_provider(&session.tenant, &session.channel_id, newest).await?;
    Ok(row.is_some_and(|row| row.conversation_id == conversation_id && row.seq > 0 && row.seq <= seq))
}
