//! A customer's session on a channel begins, or the live one is found.
//!
//! Every step can be repeated: the live session is unique by its natural key, the conversation by its customer, and the start in the
//! conversation's log by the session's id. A process that dies in between leaves a session whose start is not announced; the next request of
//! the customer announces it.

use contracts::ccm::StartSessionRequest;
use contracts::cim_customer::IdentifyCustomerRequest;
use contracts::conversation_manager::{ChannelSession, SessionStarted, change};
use errors::{Fault, Kind};
use ids::TenantId;
use runtime::objects::Stored;

use super::end_session::close;
use super::get_channel::get_channel;
use crate::State;
use crate::domain::{Channel, Session, SessionState};
use crate::error::Error;

/// Times a conversation may close between being found and being joined.
const RETRIES: usize = 3;

pub(crate) async fn start_session(state: &State, tenant: TenantId, request: StartSessionRequest) -> errors::Result<(Session, bool)> {
    let customer = &request.channel_customer_identifier;
    if customer.is_empty() || customer.len() > 256 {
        return Err(Error::Malformed { field: "channelCustomerIdentifier", problem: "has no or more than 256 bytes" }.into());
    }
    let channel = get_channel(state, &tenant, &request.service_identifier, &request.channel_type).await?;
    if !channel.doc.enabled {
        return Err(Error::ChannelOff(channel.doc.name.clone()).into());
    }
    if let Some(live) = state.store.live(&tenant, &channel.id, customer).await? {
        let live = announce(state, &channel, live).await?;
        return Ok((live, false));
    }
    let data =
        String::from_utf8(request.data_json.clone()).map_err(|_| Error::Malformed { field: "data_json", problem: "is not UTF-8" })?;
    let session = identify(state, tenant, &channel, request).await?;
    let (session, created) = if state.store.start(&session, &data).await? {
        (session, true)
    } else {
        // A second tab was quicker.
        let live = state.store.live(&session.tenant, &session.channel_id, &session.customer_identifier).await?;
        (live.ok_or(Error::Contended)?, false)
    };
    Ok((announce(state, &channel, session).await?, created))
}

async fn identify(state: &State, tenant: TenantId, channel: &Stored<Channel>, request: StartSessionRequest) -> errors::Result<Session> {
    let identify = IdentifyCustomerRequest {
        channel_type: request.channel_type,
        channel_customer_identifier: request.channel_customer_identifier.clone(),
        attributes: request.attributes,
        other_identifiers: request.other_identifiers,
    };
    let customer = state.peers.identify(&tenant, identify).await?.customer.unwrap_or_default();
    let conversation_id = state.peers.open_conversation(&tenant, &customer.id).await?;
    Ok(Session {
        id: ids::new_id(),
        tenant,
        channel_id: channel.id.clone(),
        service_identifier: channel.doc.service_identifier.clone(),
        customer_identifier: request.channel_customer_identifier,
        customer_id: customer.id,
        customer_name: customer.first_name,
        conversation_id,
        state: SessionState::Started,
        reason_code: String::new(),
        started_at: state.clock.now(),
        announced: false,
    })
}

/// Puts the start into the conversation's log, once.
async fn announce(state: &State, channel: &Stored<Channel>, mut session: Session) -> errors::Result<Session> {
    if session.announced {
        return Ok(session);
    }
    let data = state.store.data(&session).await?;
    for _ in 0..RETRIES {
        let change = change::Kind::SessionStarted(SessionStarted { session: Some(described(state, channel, &session, &data).await?) });
        match state.peers.append(&session.tenant, &session.conversation_id, &session.id, change).await {
            Ok(_) => {
                session.announced = true;
                state.store.announce(&session).await?;
                return Ok(session);
            }
            Err(fault) if fault.code() == "CONVERSATION_CLOSED" => {
                session.conversation_id = state.peers.open_conversation(&session.tenant, &session.customer_id).await?;
                // The end of the old conversation ends its sessions here: this one leaves it, or has ended with it.
                if !state.store.rejoin(&session).await? {
                    return Err(Error::Contended.into());
                }
            }
            // The log will never take this start: a session that stayed live would keep the customer out for ever.
            Err(fault) if matches!(fault.kind(), Kind::Invalid | Kind::TooLarge) => {
                close(state, &session.tenant, &session.id, "FORCE_CLOSED").await?;
                return Err(fault);
            }
            Err(fault) => return Err(fault),
        }
    }
    Err(Error::Contended.into())
}

async fn described(state: &State, channel: &Stored<Channel>, session: &Session, data: &str) -> Result<ChannelSession, Fault> {
    let kind = state.types.find(&session.tenant, &channel.doc.channel_type).await?;
    Ok(ChannelSession {
        id: session.id.clone(),
        channel_id: channel.id.clone(),
        channel_name: channel.doc.name.clone(),
        channel_type: channel.doc.channel_type.clone(),
        service_identifier: session.service_identifier.clone(),
        channel_customer_identifier: session.customer_identifier.clone(),
        bot_id: channel.doc.bot_id.clone(),
        queue_id: channel.doc.queue.clone(),
        mrd_id: kind.map(|kind| kind.doc.mrd_id.clone()).unwrap_or_default(),
        agent_request_ttl_ms: i64::from(channel.doc.agent_request_ttl_seconds) * 1000,
        customer_activity_timeout_ms: i64::from(channel.doc.customer_activity_timeout_seconds) * 1000,
        data_json: data.as_bytes().to_vec(),
        routing_mode: channel.doc.routing_mode.as_str().to_owned(),
    })
}
