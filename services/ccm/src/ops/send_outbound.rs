//! A message of the log goes out to a provider: to the session it names, else the one the customer used last.

use bus::Event;
use contracts::ccm::OutboundEvent;
use contracts::cim::{Activity, SenderType};
use contracts::conversation_manager::{ReadActivitiesRequest, View};
use errors::{Fault, Kind};
use ids::{Principal, TenantId};

use super::resolve_channel::served;
use crate::domain::{Outbound, Session, WhenUnknown};
use crate::error::Error;
use crate::store::Store;
use crate::{OUTBOUND, State};

/// What is to be announced, and the row that goes with it.
pub(crate) struct Plan {
    pub(crate) row: Outbound,
    event: OutboundEvent,
}

impl Plan {
    /// Writes the row and announces it, once.
    pub(crate) async fn write(self, state: &State, tx: &mut db::Tx) -> Result<bool, Error> {
        if !Store::add_outbound(tx, &self.row).await? {
            return Ok(false);
        }
        let key = format!("{}:{}", self.row.channel_id, self.row.customer_identifier);
        let event = Event::new(OUTBOUND, key, self.row.pod, self.row.tenant, &self.event);
        state.publisher.publish(tx, vec![event]).await?;
        Ok(true)
    }
}

/// How a message of the conversation goes out; none if no provider is concerned.
pub(crate) async fn plan(state: &State, tenant: &TenantId, activity: &Activity) -> errors::Result<Option<Plan>> {
    let channels = state.channels.list(tenant).await?;
    // An installation that only chats in the browser is asked no more than this.
    if channels.values().all(|channel| channel.doc.connector.is_empty()) {
        return Ok(None);
    }
    let Some(session) = session_for(state, tenant, activity).await? else { return Ok(None) };
    let id = outbound_id(tenant, &activity.conversation_id, &activity.id);
    planned(state, activity, session, id).await
}

async fn planned(state: &State, activity: &Activity, session: Session, id: String) -> errors::Result<Option<Plan>> {
    let tenant = session.tenant.clone();
    let Some(served) = served(state, &tenant, &session.channel_id).await? else { return Ok(None) };
    let header = activity.header.clone().unwrap_or_default();
    let sender = header.sender.unwrap_or_default();
    let reach = state.store.reach(&tenant, &session.channel_id, &session.customer_identifier).await?;
    // Events are small; a long body is in the log, and the connector asks for it.
    let is_short = activity.body_json.len() <= runtime::log::SHORT;
    let event = OutboundEvent {
        id: id.clone(),
        channel_id: session.channel_id.clone(),
        channel_customer_identifier: session.customer_identifier.clone(),
        conversation_id: activity.conversation_id.clone(),
        seq: activity.seq,
        message_id: activity.id.clone(),
        body_json: if is_short { activity.body_json.clone() } else { Vec::new() },
        body_left_out: if is_short { 0 } else { i64::try_from(activity.body_json.len()).unwrap_or(i64::MAX) },
        reply_to_provider_id: provider_id(state, &session, &activity.conversation_id, &header.original_message_id).await?,
        last_inbound_ms: reach.last_inbound_at,
        by_agent: sender.r#type == i32::from(SenderType::Agent),
        last_provider_message_id: reach.last_provider_message_id,
        open_until_ms: reach.open_until,
    };
    let row = Outbound {
        tenant,
        id,
        pod: served.pod,
        channel_id: session.channel_id,
        customer_identifier: session.customer_identifier,
        customer_id: session.customer_id,
        session_id: session.id,
        conversation_id: activity.conversation_id.clone(),
        seq: activity.seq,
        message_id: activity.id.clone(),
        by_whom: sender.id,
        created_at: state.clock.now(),
        ..Outbound::default()
    };
    Ok(Some(Plan { row, event }))
}

/// The session that is named, else the live one on which the customer wrote last.
async fn session_for(state: &State, tenant: &TenantId, activity: &Activity) -> errors::Result<Option<Session>> {
    let named = activity.header.as_ref().map(|header| header.channel_session_id.as_str()).unwrap_or_default();
    let mut live = state.store.live_sessions(tenant, &activity.conversation_id).await?;
    if let Some(index) = live.iter().position(|session| session.id == named) {
        return Ok(Some(live.swap_remove(index)));
    }
    if live.len() < 2 {
        return Ok(live.pop());
    }
    let conversation = state.peers.conversation(tenant, &activity.conversation_id).await?;
    let last = conversation.sessions.iter().filter(|view| view.active).max_by_key(|view| (view.last_customer_at_ms, view.started_at_ms));
    let last = last.and_then(|view| view.session.as_ref()).map(|session| session.id.clone()).unwrap_or_default();
    Ok(live.into_iter().find(|session| session.id == last))
}

/// The provider's id of a message of the conversation, whoever said it; empty if the channel does not know it. A message of another
/// conversation is never named: it may be another customer's.
async fn provider_id(state: &State, session: &Session, conversation_id: &str, message_id: &str) -> Result<String, Error> {
    if message_id.is_empty() {
        return Ok(String::new());
    }
    let (tenant, channel) = (&session.tenant, &session.channel_id);
    let theirs = state.store.inbound(tenant, message_id).await?;
    if let Some(theirs) = theirs.filter(|row| row.channel_id == *channel && row.conversation_id == conversation_id) {
        return Ok(theirs.provider_message_id);
    }
    // One that failed and was sent again is known by the id of the last attempt.
    let mut id = outbound_id(tenant, conversation_id, message_id);
    let mut known = String::new();
    for _ in 0..AGAINS {
        let Some(ours) = state.store.outbound(tenant, &id).await? else { break };
        if ours.channel_id == *channel && ours.customer_identifier == session.customer_identifier && !ours.provider_message_id.is_empty() {
            known = ours.provider_message_id;
        }
        id = again_id(tenant, &id);
    }
    Ok(known)
}

/// Times that a message is looked for that was sent again.
const AGAINS: usize = 8;

fn outbound_id(tenant: &TenantId, conversation_id: &str, message_id: &str) -> String {
    ids::derived_id(&[tenant.as_str(), conversation_id, message_id, "outbound"])
}

fn again_id(tenant: &TenantId, id: &str) -> String {
    ids::derived_id(&[tenant.as_str(), id, "again"])
}

/// The row of the log that a message to a provider is.
pub(super) async fn row_of(state: &State, outbound: &Outbound) -> errors::Result<Option<Activity>> {
    let read = ReadActivitiesRequest {
        conversation_id: outbound.conversation_id.clone(),
        view: View::Agent.into(),
        after_seq: outbound.seq - 1,
        before_seq: 0,
        limit: 1,
    };
    let rows = state.peers.read(&outbound.tenant, read).await?.activities;
    Ok(rows.into_iter().find(|activity| activity.seq == outbound.seq))
}

/// What its channel says of a message in doubt; of any other it is for people to decide.
pub(super) async fn when_unknown(state: &State, outbound: &Outbound) -> Result<WhenUnknown, Error> {
    if outbound.state != "UNKNOWN" {
        return Ok(WhenUnknown::Ask);
    }
    let channel = state.channels.get(&outbound.tenant, &outbound.channel_id).await?;
    let told = channel.map(|channel| channel.doc.when_unknown).unwrap_or_default();
    // By itself it goes out once more and no oftener.
    Ok(if told == WhenUnknown::Resend && !outbound.again_of.is_empty() { WhenUnknown::Ask } else { told })
}

/// Somebody decides that a message that failed, or of which nobody knows, is sent again: once for each time it ended so.
pub(crate) async fn send_again(state: &State, by: &Principal, id: &str) -> errors::Result<Outbound> {
    let tenant = &by.tenant;
    let before = state.store.outbound(tenant, id).await?.ok_or_else(|| Error::NoOutbound(id.to_owned()))?;
    if !matches!(before.state.as_str(), "FAILED" | "UNKNOWN") {
        return Err(Error::NotFailed(before.state).into());
    }
    if when_unknown(state, &before).await? == WhenUnknown::Leave {
        return Err(Error::LeftAlone.into());
    }
    let again = again_id(tenant, id);
    if let Some(made) = state.store.outbound(tenant, &again).await? {
        return Ok(made);
    }
    let activity = row_of(state, &before).await?;
    let activity = activity.filter(|activity| !activity.erased).ok_or_else(|| Fault::not_found("message", &before.message_id))?;
    // To the session it was for if that is live, else to the one that is.
    let session = match state.store.session(tenant, &before.session_id).await? {
        Some(session) if session.state == crate::domain::SessionState::Started => Some(session),
        _ => session_for(state, tenant, &activity).await?,
    };
    let session = session.ok_or_else(|| Fault::new(Kind::Conflict, "NO_SESSION", "the customer has no live session to send it to"))?;
    let plan = planned(state, &activity, session, again.clone()).await?;
    let mut plan = plan.ok_or_else(|| Fault::new(Kind::Conflict, "NO_CONNECTOR", "the channel has no connector any more"))?;
    id.clone_into(&mut plan.row.again_of);
    plan.row.by_whom = by.actor.to_string();
    let mut tx = state.store.begin().await?;
    plan.write(state, &mut tx).await?;
    tx.commit().await.map_err(Error::from)?;
    state.store.outbound(tenant, &again).await?.ok_or_else(|| Error::NoOutbound(again).into())
}
