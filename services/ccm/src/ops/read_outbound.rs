//! The body of a message to send, where it was too long for its event: from the log, for the connector that is to send it.

use errors::Fault;
use ids::TenantId;

use super::send_outbound::row_of;
use crate::State;
use crate::error::Error;

pub(crate) async fn read_outbound(state: &State, tenant: &TenantId, pod: &str, id: &str) -> errors::Result<Vec<u8>> {
    let row = state.store.outbound(tenant, id).await?.filter(|row| row.pod == pod);
    let row = row.ok_or_else(|| Fault::from(Error::NoOutbound(id.to_owned())))?;
    let activity = row_of(state, &row).await?.ok_or_else(|| Fault::not_found("message", &row.message_id))?;
    Ok(if activity.erased { Vec::new() } else { activity.body_json })
}
