//! A waiting request gets another priority or moves to another queue.

use contracts::routing_engine::{ChangeRequestRequest, ChangeRequestResponse};
use ids::TenantId;
use routing_core::{Command, Refusal, RequestId};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;

pub(crate) async fn change_request(
    state: &State,
    tenant: &TenantId,
    request: ChangeRequestRequest,
) -> Result<ChangeRequestResponse, Error> {
    let id = request.request_id.clone();
    state.engine.change(tenant, ("change", &id), move |turn| change(turn, &request)).await
}

fn change(turn: &mut Turn<'_>, wanted: &ChangeRequestRequest) -> Result<ChangeRequestResponse, Error> {
    let request = RequestId(key(&wanted.target_request_id));
    if turn.room.told.request(request).is_none() {
        return Err(Error::NotFound { what: "request", id: wanted.target_request_id.clone() });
    }
    // Both are looked at before either is done.
    let priority = u8::try_from(wanted.priority).map_err(|_| Refusal::BadPriority)?;
    if priority > 10 {
        return Err(Refusal::BadPriority.into());
    }
    let queue = match wanted.queue.as_str() {
        "" => None,
        name => Some(turn.room.find_queue(name).ok_or_else(|| Error::NotFound { what: "queue", id: name.to_owned() })?),
    };
    if let Some(queue) = queue {
        turn.send(&Command::Move { request, queue })?;
    }
    let waits = turn.room.told.request(request).is_some_and(|facts| facts.state == routing_core::RequestState::Waiting);
    if priority > 0 && (waits || queue.is_none()) {
        turn.send(&Command::Prioritise { request, priority })?;
    }
    Ok(ChangeRequestResponse { request: turn.room.told.request(request).map(|facts| turn.room.request_view(facts)) })
}
