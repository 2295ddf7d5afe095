//! What waits or rings is withdrawn: one request, or all of a conversation.

use contracts::routing_engine::{RevokeResourceRequest, RevokeResourceResponse};
use ids::TenantId;
use routing_core::{CloseReason, Command, ConversationId, RequestId, RequestState, Withdraw};

use crate::State;
use crate::engine::Turn;
use crate::error::Error;
use crate::key::key;
use crate::wire;

/// `request_id` names the request; where it names none of ours beside a conversation, it is the id of this call.
pub(crate) async fn revoke_resource(
    state: &State,
    tenant: &TenantId,
    request: RevokeResourceRequest,
) -> Result<RevokeResourceResponse, Error> {
    let reason = wire::close_reason(&request.reason_code)?;
    let (id, conversation) = (request.request_id, request.conversation_id);
    if conversation.is_empty() {
        let known = state.engine.store().closed_card(tenant, &id).await?.is_some();
        let revoke = move |turn: &mut Turn<'_>| one(turn, &id, reason, known);
        return state.engine.look(tenant, revoke).await;
    }
    if id.is_empty() {
        let revoke = move |turn: &mut Turn<'_>| all(turn, &conversation, reason);
        return state.engine.look(tenant, revoke).await;
    }
    let call = id.clone();
    let revoke = move |turn: &mut Turn<'_>| {
        if turn.room.told.request(RequestId(key(&id))).is_some() { one(turn, &id, reason, true) } else { all(turn, &conversation, reason) }
    };
    state.engine.change(tenant, ("revoke", &call), revoke).await
}

fn one(turn: &mut Turn<'_>, id: &str, reason: CloseReason, known: bool) -> Result<RevokeResourceResponse, Error> {
    let request = RequestId(key(id));
    if turn.room.told.request(request).is_none() {
        // Closed already, which is what the caller wants.
        let gone = Error::NotFound { what: "request", id: id.to_owned() };
        return if known { Ok(RevokeResourceResponse { revoked: 0 }) } else { Err(gone) };
    }
    turn.send(&Command::Cancel { what: Withdraw::Request(request), reason })?;
    Ok(RevokeResourceResponse { revoked: 1 })
}

fn all(turn: &mut Turn<'_>, conversation: &str, reason: CloseReason) -> Result<RevokeResourceResponse, Error> {
    let conversation = ConversationId(key(conversation));
    let open = turn.room.told.requests_in(conversation);
    let revoked = open.iter().filter(|request| matches!(request.state, RequestState::Waiting | RequestState::Offered(_))).count();
    turn.send(&Command::Cancel { what: Withdraw::Conversation(conversation), reason })?;
    Ok(RevokeResourceResponse { revoked: wire::count(revoked) })
}
