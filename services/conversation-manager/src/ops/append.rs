//! A change of a conversation becomes rows of its log.

use contracts::conversation_manager::{AppendRequest, AppendResponse};
use ids::TenantId;

use crate::State;
use crate::error::Error;
use crate::store::Key;

pub(crate) async fn append(state: &State, tenant: TenantId, request: AppendRequest) -> Result<AppendResponse, Error> {
    let change = request.change.and_then(|change| change.kind).ok_or(Error::Malformed { field: "change", problem: "is missing" })?;
    let key = Key { tenant, id: request.conversation_id };
    let appended = state.appender.append(key, request.request_id, change).await?;
    Ok(AppendResponse { seq: appended.seq, duplicate: appended.duplicate })
}
