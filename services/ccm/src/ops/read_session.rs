//! What the customer may see of the session's conversation; also after the session ended, for the transcript.

use contracts::ccm::{ReadSessionRequest, ReadSessionResponse};
use contracts::conversation_manager::{ReadActivitiesRequest, View};
use contracts::routing_engine::Wait;
use ids::TenantId;

use crate::State;
use crate::error::Error;

pub(crate) async fn read_session(state: &State, tenant: TenantId, request: ReadSessionRequest) -> errors::Result<ReadSessionResponse> {
    let session = state.store.session(&tenant, &request.session_id).await?;
    let session = session.ok_or_else(|| Error::NoSession(request.session_id.clone()))?;
    let read = ReadActivitiesRequest {
        conversation_id: session.conversation_id.clone(),
        view: View::Customer.into(),
        after_seq: request.after_seq,
        before_seq: 0,
        limit: request.limit,
    };
    let conversation = state.peers.conversation(&tenant, &session.conversation_id).await?;
    let read = state.peers.read(&tenant, read).await?;
    let waits = conversation.request.filter(|request| request.state == "QUEUED");
    Ok(ReadSessionResponse {
        activities: read.activities,
        more: read.more,
        receipts: conversation.receipts,
        last_seq: conversation.last_customer_seq,
        wait: waits.map(|request| Wait { position: request.position, estimate: request.estimate }),
    })
}
