//! Something a customer did at a provider: the session is found or started, and the log has it before the answer.

use std::time::Duration;

use contracts::ccm::{ReceiveInboundRequest, ReceiveInboundResponse, ReceiveMessageRequest, StartSessionRequest};
use contracts::cim::Header;
use ids::TenantId;

use super::end_session::close;
use super::receive_message::receive_message;
use super::start_session::start_session;
use crate::State;
use crate::error::Error;
use crate::store::{Reach, Store, Told};

/// How long a new conversation's bot may take to join.
const GREETING: Duration = Duration::from_secs(2);
/// Times a session may end between being found and being written to.
const RETRIES: usize = 3;

pub(crate) async fn receive_inbound(
    state: &State,
    tenant: TenantId,
    request: ReceiveInboundRequest,
) -> errors::Result<ReceiveInboundResponse> {
    let channel = state.channels.get(&tenant, &request.channel_id).await.map_err(Error::from)?;
    let channel = channel.ok_or_else(|| Error::NoSuchChannel(request.channel_id.clone()))?;
    let quoted = quoted(state, &tenant, &request).await?;
    let provider_message_id = if request.provider_message_id.is_empty() { &request.id } else { &request.provider_message_id };
    let header = Header {
        intent: request.intent.clone(),
        original_message_id: quoted,
        provider_message_id: provider_message_id.clone(),
        timestamp_ms: request.provider_ms,
        ..Header::default()
    };
    for _ in 0..RETRIES {
        let start = StartSessionRequest {
            service_identifier: channel.doc.service_identifier.clone(),
            channel_type: channel.doc.channel_type.clone(),
            channel_customer_identifier: request.channel_customer_identifier.clone(),
            data_json: b"{}".to_vec(),
            attributes: request.attributes.clone(),
        };
        let (session, created) = start_session(state, tenant.clone(), start).await?;
        if created && !channel.doc.bot_id.is_empty() {
            greeted(state, &tenant, &session.conversation_id).await?;
        }
        let message = ReceiveMessageRequest {
            session_id: session.id.clone(),
            id: request.id.clone(),
            header: Some(header.clone()),
            body_json: request.body_json.clone(),
        };
        match receive_message(state, tenant.clone(), message).await {
            Ok(appended) => {
                let place = (session.conversation_id.as_str(), appended.seq);
                note(state, &tenant, &request, place).await?;
                return Ok(ReceiveInboundResponse {
                    conversation_id: session.conversation_id,
                    seq: appended.seq,
                    duplicate: appended.duplicate,
                });
            }
            // The log ended the session, and its event has not been heard of here yet.
            Err(fault) if matches!(fault.code(), "NO_SESSION" | "CONVERSATION_CLOSED" | "NOT_FOUND") => {
                close(state, &tenant, &session.id, "FORCE_CLOSED").await?;
            }
            Err(fault) => return Err(fault),
        }
    }
    Err(Error::Contended.into())
}

/// Waits a moment for whoever answers first. A widget's customer opens the chat and then writes; a provider's customer does both with one
/// message, and a bot that is not there yet would not hear it.
async fn greeted(state: &State, tenant: &TenantId, conversation_id: &str) -> errors::Result<()> {
    let begun = tokio::time::Instant::now();
    while begun.elapsed() < GREETING {
        let conversation = state.peers.conversation(tenant, conversation_id).await?;
        if conversation.participants.iter().any(|participant| participant.active) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Nobody came: the message is in the log for whoever does.
    metrics::counter!("ccm_nobody_greeted_total").increment(1);
    Ok(())
}

/// Our id of the message that is quoted, edited or deleted; empty if nobody knows it.
async fn quoted(state: &State, tenant: &TenantId, request: &ReceiveInboundRequest) -> Result<String, Error> {
    let id = &request.reply_to_provider_id;
    if id.is_empty() {
        return Ok(String::new());
    }
    if let Some(ours) = state.store.outbound_by_provider(tenant, &request.channel_id, id).await? {
        return Ok(ours.message_id);
    }
    Ok(state.store.inbound_by_provider(tenant, &request.channel_id, id).await?.map(|theirs| theirs.id).unwrap_or_default())
}

async fn note(state: &State, tenant: &TenantId, request: &ReceiveInboundRequest, (conversation_id, seq): (&str, i64)) -> Result<(), Error> {
    let now = state.clock.now();
    let provider = if request.provider_message_id.is_empty() { &request.id } else { &request.provider_message_id };
    let told = Told::Handed { at: now, conversation_id: conversation_id.to_owned(), seq };
    let mut tx = state.store.begin().await?;
    Store::tell(&mut tx, tenant, (&request.id, &request.channel_id, provider), &told).await?;
    if request.opens_window {
        // A provider's clock ahead of ours must not keep the window open for longer.
        let at = if request.provider_ms > 0 { request.provider_ms.min(now) } else { now };
        let reach = Reach { last_inbound_at: at, last_provider_message_id: request.provider_message_id.clone() };
        Store::reached(&mut tx, tenant, (&request.channel_id, &request.channel_customer_identifier), &reach).await?;
    }
    Ok(tx.commit().await?)
}
