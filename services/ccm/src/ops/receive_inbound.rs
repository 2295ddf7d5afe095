//! Something a customer did at a provider: the session is found or started, and the log has it before the answer.

use contracts::ccm::{ReceiveInboundRequest, ReceiveInboundResponse, ReceiveMessageRequest, StartSessionRequest};
use contracts::cim::Header;
use ids::TenantId;

use super::end_session::close;
use super::receive_message::receive_message;
use super::start_session::start_session;
use crate::State;
use crate::error::Error;
use crate::store::{Reach, Told};

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
        // Without it the ledger passes over the row: the message that it belongs to is counted.
        provider_message_id: if request.part > 0 { String::new() } else { provider_message_id.clone() },
        timestamp_ms: request.provider_ms,
        file_id: request.file_id.clone(),
        ..Header::default()
    };
    // Before the log has it: a bot may answer at once, and its answer asks whether the customer may be written to.
    open_window(state, &tenant, &request).await?;
    for _ in 0..RETRIES {
        let start = StartSessionRequest {
            service_identifier: channel.doc.service_identifier.clone(),
            channel_type: channel.doc.channel_type.clone(),
            channel_customer_identifier: request.channel_customer_identifier.clone(),
            data_json: b"{}".to_vec(),
            attributes: request.attributes.clone(),
            other_identifiers: request.other_identifiers.clone(),
        };
        let (session, _created) = start_session(state, tenant.clone(), start).await?;
        let message = ReceiveMessageRequest {
            session_id: session.id.clone(),
            id: request.id.clone(),
            header: Some(header.clone()),
            body_json: request.body_json.clone(),
        };
        match receive_message(state, tenant.clone(), message).await {
            Ok(appended) => {
                let place = (session.conversation_id.as_str(), appended.seq);
                if request.part == 0 {
                    note(state, &tenant, &request, place).await?;
                }
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

/// By writing, the customer lets us write back for a while, whatever becomes of the message.
async fn open_window(state: &State, tenant: &TenantId, request: &ReceiveInboundRequest) -> Result<(), Error> {
    if !request.opens_window || request.part > 0 {
        return Ok(());
    }
    // A provider's clock ahead of ours must not keep the window open for longer.
    let now = state.clock.now();
    let at = if request.provider_ms > 0 { request.provider_ms.min(now) } else { now };
    let reach =
        Reach { last_inbound_at: at, last_provider_message_id: request.provider_message_id.clone(), open_until: request.open_until_ms };
    state.store.reached(tenant, (&request.channel_id, &request.channel_customer_identifier), &reach).await
}

async fn note(state: &State, tenant: &TenantId, request: &ReceiveInboundRequest, (conversation_id, seq): (&str, i64)) -> Result<(), Error> {
    let provider = if request.provider_message_id.is_empty() { &request.id } else { &request.provider_message_id };
    let told = Told::Handed { at: state.clock.now(), conversation_id: conversation_id.to_owned(), seq };
    state.store.tell(tenant, (&request.id, &request.channel_id, provider), &told).await
}
