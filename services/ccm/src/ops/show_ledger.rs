//! The message ledger: for a time, sums that reconcile or list what does not; for one message, its way with times.

use ids::{Ms, TenantId, rfc3339};
use serde_json::{Value, json};

use crate::State;
use crate::domain::Outbound;
use crate::error::Error;
use crate::store::InboundRow;

/// Differences that are listed.
const LISTED: i64 = 100;

/// The sums of a time, and what does not reconcile.
pub(crate) async fn ledger(state: &State, tenant: &TenantId, time: (Ms, Ms)) -> Result<Value, Error> {
    let totals = state.store.totals(tenant, time).await?;
    let rejected: i64 = totals.rejected.values().sum();
    let waiting = totals.received - totals.appended - rejected;
    let mut differences: Vec<Value> = Vec::new();
    for row in state.store.inbound_open(tenant, time, LISTED).await? {
        let stuck =
            if row.handed_at.is_some() { "through the door, and the log has not said so" } else { "stored, and not through the door" };
        differences.push(json!({ "id": row.id, "direction": "IN", "what": stuck, "since": row.received_at.map(rfc3339) }));
    }
    for row in state.store.inbound_unannounced(tenant, time, LISTED).await? {
        let what = "in the log, and its connector has not said that it received it";
        differences.push(json!({ "id": row.id, "direction": "IN", "what": what, "since": row.appended_at.map(rfc3339) }));
    }
    for row in state.store.outbound_between(tenant, time, LISTED).await? {
        differences
            .push(json!({ "id": row.id, "direction": "OUT", "what": "its attempt has not ended", "since": rfc3339(row.created_at) }));
    }
    Ok(json!({
        "from": rfc3339(time.0),
        "to": rfc3339(time.1),
        "received": totals.received,
        "stored": totals.stored,
        "appended": totals.appended,
        "duplicates": totals.duplicates,
        "rejected_by_reason": totals.rejected,
        "outbound": totals.outbound,
        "sent": totals.sent,
        "delivered": totals.delivered,
        "read": totals.read,
        "failed": totals.failed,
        "unknown": totals.unknown,
        "open": waiting + totals.sending,
        "openInbound": waiting,
        "openOutbound": totals.sending,
        "reconciled": differences.is_empty() && waiting == 0 && totals.sending == 0,
        "differences": differences,
    }))
}

/// The way of one message, in or out.
pub(crate) async fn path(state: &State, tenant: &TenantId, id: &str) -> Result<Option<Value>, Error> {
    if let Some(row) = state.store.inbound(tenant, id).await? {
        return Ok(Some(inbound(&row)));
    }
    Ok(state.store.outbound(tenant, id).await?.map(|row| outbound(&row)))
}

/// Messages of a conversation that went to providers.
pub(crate) async fn of_conversation(state: &State, tenant: &TenantId, conversation_id: &str) -> Result<Vec<Value>, Error> {
    Ok(state.store.outbound_of(tenant, conversation_id).await?.iter().map(outbound).collect())
}

fn time(at: Option<Ms>) -> Option<String> {
    at.map(rfc3339)
}

fn inbound(row: &InboundRow) -> Value {
    json!({
        "id": row.id,
        "direction": "IN",
        "channelId": row.channel_id,
        "kind": row.kind,
        "providerMessageId": row.provider_message_id,
        "conversationId": row.conversation_id,
        "seq": row.seq,
        "receivedAt": time(row.received_at),
        "storedAt": time(row.stored_at),
        "handedAt": time(row.handed_at),
        "appendedAt": time(row.appended_at),
        "rejectedAt": time(row.rejected_at),
        "reason": row.reason,
        "duplicates": row.duplicates,
    })
}

pub(crate) fn outbound(row: &Outbound) -> Value {
    json!({
        "id": row.id,
        "direction": "OUT",
        "channelId": row.channel_id,
        "sessionId": row.session_id,
        "conversationId": row.conversation_id,
        "seq": row.seq,
        "messageId": row.message_id,
        "state": row.state,
        "status": row.status,
        "providerMessageId": row.provider_message_id,
        "errorCode": row.error.code,
        "errorClass": row.error.class,
        "errorText": row.error.text,
        "attempts": row.attempts,
        "againOf": row.again_of,
        "by": row.by_whom,
        "createdAt": rfc3339(row.created_at),
        "endedAt": time(row.ended_at),
        "sentAt": time(row.sent_at),
        "deliveredAt": time(row.delivered_at),
        "readAt": time(row.read_at),
    })
}
