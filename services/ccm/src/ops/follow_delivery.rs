//! What connectors hear of our messages: ends of attempts, and what providers say afterwards. Every step can be repeated.

use contracts::ccm::{ReceiveStatusRequest, ReceiveStatusResponse, ReportAttemptRequest};
use contracts::cim::SenderType;
use contracts::conversation_manager::{DeliveryNotice, RaiseReceiptRequest, change::Kind};
use ids::TenantId;

use super::send_outbound::when_unknown;
use crate::State;
use crate::domain::{Notice, Outbound, Trouble, raises};
use crate::error::Error;
use crate::store::Store;

/// How an attempt ended.
pub(crate) async fn report_attempt(state: &State, tenant: &TenantId, request: ReportAttemptRequest) -> errors::Result<()> {
    if !matches!(request.state.as_str(), "SENT" | "FAILED" | "UNKNOWN") {
        return Err(Error::Malformed { field: "state", problem: "is not an end of an attempt" }.into());
    }
    let outbound = state.store.outbound(tenant, &request.outbound_id).await?;
    let mut outbound = outbound.ok_or_else(|| Error::NoOutbound(request.outbound_id.clone()))?;
    let trouble = Trouble { code: request.error_code, class: request.error_class, text: request.error_text };
    outbound.attempts = outbound.attempts.max(i64::from(request.attempts));
    let changed = outbound.attempted(&request.state, &request.provider_message_id, trouble, request.at_ms);
    // A provider may speak of a message before it has answered for it.
    if !outbound.provider_message_id.is_empty()
        && let Some((status, trouble, at)) = state.store.strange_status(tenant, &outbound.channel_id, &outbound.provider_message_id).await?
    {
        outbound.heard(&status, trouble, at);
    } else if !changed {
        return Ok(());
    }
    settle(state, outbound).await
}

/// What a provider says of a message, or of all until a time.
pub(crate) async fn receive_status(
    state: &State,
    tenant: &TenantId,
    request: ReceiveStatusRequest,
) -> errors::Result<ReceiveStatusResponse> {
    let (channel, provider_id) = (request.channel_id.as_str(), request.provider_message_id.as_str());
    let trouble = Trouble { code: request.error_code.clone(), class: request.error_class.clone(), text: request.error_text.clone() };
    if provider_id.is_empty() {
        let to = (channel, request.channel_customer_identifier.as_str());
        for mut outbound in state.store.outbound_until(tenant, to, request.watermark_ms).await? {
            if outbound.heard(&request.status, trouble.clone(), request.provider_ms) {
                settle(state, outbound).await?;
            }
        }
        return Ok(ReceiveStatusResponse { status: request.status });
    }
    let mut found = state.store.outbound_by_provider(tenant, channel, provider_id).await?;
    if found.is_none() && !request.outbound_id.is_empty() {
        found = state.store.outbound(tenant, &request.outbound_id).await?.filter(|outbound| outbound.channel_id == channel);
    }
    if let Some(mut outbound) = found {
        if outbound.provider_message_id.is_empty() {
            provider_id.clone_into(&mut outbound.provider_message_id);
        }
        let changed = outbound.heard(&request.status, trouble, request.provider_ms);
        let status = outbound.status.clone();
        if changed {
            settle(state, outbound).await?;
        }
        return Ok(ReceiveStatusResponse { status });
    }
    let stored = state.store.strange_status(tenant, channel, provider_id).await?.map(|(status, ..)| status).unwrap_or_default();
    if !raises(&stored, &request.status) {
        return Ok(ReceiveStatusResponse { status: stored });
    }
    state.store.save_strange((tenant, channel, provider_id), (&request.status, &trouble, request.provider_ms)).await?;
    Ok(ReceiveStatusResponse { status: request.status })
}

/// Lets the conversation know, then writes it down: who dies in between says it once more, under the same id.
async fn settle(state: &State, mut outbound: Outbound) -> errors::Result<()> {
    let told = tell(state, &mut outbound).await;
    match told {
        Ok(()) => {}
        // The conversation is gone: its messages are still accounted for.
        Err(fault) if fault.code() == "NOT_FOUND" => tracing::debug!(outbound = outbound.id, "the conversation of a message is gone"),
        Err(fault) => return Err(fault),
    }
    let mut tx = state.store.begin().await?;
    Store::save_outbound(&mut tx, &outbound).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(())
}

async fn tell(state: &State, outbound: &mut Outbound) -> errors::Result<()> {
    if let Some(notice) = outbound.notice() {
        let change = DeliveryNotice {
            message_id: outbound.message_id.clone(),
            status: notice.as_str().to_owned(),
            reason_code: outbound.error.code.clone(),
            reason: outbound.error.text.clone(),
            error_class: outbound.error.class.clone(),
            session_id: outbound.session_id.clone(),
            outbound_id: outbound.id.clone(),
            when_unknown: if notice == Notice::Unknown { when_unknown(state, outbound).await?.as_str().to_owned() } else { String::new() },
        };
        let request = format!("{}:{}:{}", outbound.id, notice.as_str(), outbound.noticed);
        state.peers.append(&outbound.tenant, &outbound.conversation_id, &request, Kind::DeliveryNotice(change)).await?;
        notice.as_str().clone_into(&mut outbound.noticed);
    }
    if outbound.state != "SENT" || outbound.delivered_at.is_none() {
        return Ok(());
    }
    let receipt = RaiseReceiptRequest {
        conversation_id: outbound.conversation_id.clone(),
        recipient: outbound.customer_id.clone(),
        delivered_seq: outbound.seq,
        read_seq: if outbound.read_at.is_some() { outbound.seq } else { 0 },
        recipient_type: SenderType::Customer.into(),
    };
    state.peers.raise_receipt(&outbound.tenant, receipt).await
}
