//! Rows of the conversation log, as their consumers get them.
//!
//! An event brings a row with its body if that is short. A longer one is in the log only: who handles the event asks for it here, and gateways, which
//! read the log anyway, take such a hint as a hole. That keeps outboxes, queues and hints small whatever people paste.

use contracts::conversation_manager::conversation_manager_service_client::ConversationManagerServiceClient;
use contracts::conversation_manager::{ActivityEvent, ReadActivitiesRequest, View};
use errors::Fault;
use ids::{Principal, TenantId};
use prost::Message as _;

use crate::{Peer, call};

/// Bytes of a body that an event brings at most.
pub const SHORT: usize = 8 << 10;

/// The row of an event on `conversation_manager.activity.v1`, whole.
///
/// # Errors
/// Those of the call to conversation-manager, if there is one; an event that is none of the log's.
pub async fn row(
    conversations: &ConversationManagerServiceClient<Peer>,
    by: &'static str,
    event: &bus::Envelope,
) -> errors::Result<ActivityEvent> {
    let mut row = ActivityEvent::decode(event.payload.as_slice()).map_err(Fault::internal)?;
    let Some(activity) = row.activity.as_mut().filter(|_| row.body_left_out > 0) else { return Ok(row) };
    let request = ReadActivitiesRequest {
        conversation_id: activity.conversation_id.clone(),
        view: View::Agent.into(),
        after_seq: activity.seq - 1,
        limit: 1,
        ..ReadActivitiesRequest::default()
    };
    let principal = Principal::service(TenantId::new(event.tenant.as_str()), by);
    let read = conversations.clone().read_activities(call(&principal, request)).await?.into_inner().activities;
    let found = read.into_iter().find(|found| found.seq == activity.seq);
    *activity = found.ok_or_else(|| Fault::internal(format!("row {} of the log is not there", activity.seq)))?;
    Ok(row)
}
