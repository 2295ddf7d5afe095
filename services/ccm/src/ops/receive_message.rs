//! A customer's message on its way to the log: the answer means it is durable there.

use contracts::ccm::{ReceiveMessageRequest, ReceiveMessageResponse};
use contracts::cim::{Sender, SenderType};
use contracts::conversation_manager::{Message, change::Kind};
use ids::TenantId;

use super::get_session::live_session;
use crate::State;

pub(crate) async fn receive_message(
    state: &State,
    tenant: TenantId,
    request: ReceiveMessageRequest,
) -> errors::Result<ReceiveMessageResponse> {
    let session = live_session(state, &tenant, &request.session_id).await?;
    let mut header = request.header.unwrap_or_default();
    // Who speaks is what the session says, never what the message says.
    header.sender =
        Some(Sender { id: session.customer_id.clone(), r#type: SenderType::Customer.into(), name: session.customer_name.clone() });
    header.channel_session_id.clone_from(&session.id);
    let message =
        Message { name: "CUSTOMER_MESSAGE".to_owned(), id: request.id.clone(), header: Some(header), body_json: request.body_json };
    let appended = state.peers.append(&tenant, &session.conversation_id, &request.id, Kind::Message(message)).await?;
    Ok(ReceiveMessageResponse { seq: appended.seq, duplicate: appended.duplicate })
}
