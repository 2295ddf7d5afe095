//! Typing and receipts of a customer.

use contracts::ccm::{ReceiveReceiptRequest, ReceiveSignalRequest};
use contracts::cim::{Sender, SenderType};
use contracts::conversation_manager::{RaiseReceiptRequest, SignalRequest};
use ids::TenantId;

use super::get_session::live_session;
use crate::State;

pub(crate) async fn receive_signal(state: &State, tenant: TenantId, request: ReceiveSignalRequest) -> errors::Result<()> {
    let session = live_session(state, &tenant, &request.session_id).await?;
    let sender = Sender { id: session.customer_id.clone(), r#type: SenderType::Customer.into(), name: session.customer_name.clone() };
    let signal = SignalRequest { conversation_id: session.conversation_id.clone(), name: request.name, sender: Some(sender), draft: None };
    state.peers.signal(&tenant, signal).await
}

pub(crate) async fn receive_receipt(state: &State, tenant: TenantId, request: ReceiveReceiptRequest) -> errors::Result<()> {
    let session = live_session(state, &tenant, &request.session_id).await?;
    let receipt = RaiseReceiptRequest {
        conversation_id: session.conversation_id.clone(),
        recipient: session.customer_id.clone(),
        delivered_seq: request.delivered_seq,
        read_seq: request.read_seq,
        recipient_type: SenderType::Customer.into(),
    };
    state.peers.raise_receipt(&tenant, receipt).await
}
