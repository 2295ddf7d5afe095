//! The customer's sessions in the conversation, one per channel.

use std::sync::Arc;

use contracts::conversation_manager::{ChannelSession, SessionEnded};
use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::json;
use serde_json::value::RawValue;

use super::conversation::Conversation;
use super::rows::{Audience, Row};
use crate::error::Error;

/// JSON that is kept as it came and handed on: taken apart it would be fifteen times as large in every head in memory.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Given(Option<Arc<RawValue>>);

impl Given {
    /// Its bytes; none if nothing was given.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.0.as_ref().map(|json| json.get().as_bytes().to_vec()).unwrap_or_default()
    }
}

impl PartialEq for Given {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_ref().map(|json| json.get()) == other.0.as_ref().map(|json| json.get())
    }
}

/// A customer's session on a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) channel_id: String,
    pub(crate) channel_name: String,
    pub(crate) channel_type: String,
    pub(crate) service_identifier: String,
    pub(crate) channel_customer_identifier: String,
    pub(crate) bot_id: String,
    pub(crate) queue_id: String,
    pub(crate) mrd_id: String,
    pub(crate) agent_request_ttl_ms: i64,
    pub(crate) customer_activity_timeout_ms: i64,
    pub(crate) routing_mode: String,
    /// Browser, locale and form data as the connector gave them.
    pub(crate) data: Given,
    pub(crate) active: bool,
    pub(crate) reason_code: String,
    pub(crate) started_at: Ms,
    pub(crate) last_customer_at: Ms,
}

impl Conversation {
    pub(crate) fn active_sessions(&self) -> usize {
        self.sessions.iter().filter(|session| session.active).count()
    }

    pub(super) fn start_session(&mut self, given: &ChannelSession, now: Ms) -> Result<Vec<Row>, Error> {
        if self.sessions.iter().any(|session| session.id == given.id) {
            return Ok(Vec::new());
        }
        let data = if given.data_json.is_empty() {
            Given::default()
        } else {
            serde_json::from_slice(&given.data_json).map_err(|_| Error::Malformed { field: "data_json", problem: "is not JSON" })?
        };
        let mut rows = Vec::new();
        if self.sessions.is_empty() {
            rows.push(Row::notification("CONVERSATION_STARTED", Audience::Agents, json!({ "customerId": self.customer_id })));
        }
        let session = Session {
            id: given.id.clone(),
            channel_id: given.channel_id.clone(),
            channel_name: given.channel_name.clone(),
            channel_type: given.channel_type.clone(),
            service_identifier: given.service_identifier.clone(),
            channel_customer_identifier: given.channel_customer_identifier.clone(),
            bot_id: given.bot_id.clone(),
            queue_id: given.queue_id.clone(),
            mrd_id: given.mrd_id.clone(),
            agent_request_ttl_ms: given.agent_request_ttl_ms,
            customer_activity_timeout_ms: given.customer_activity_timeout_ms,
            routing_mode: given.routing_mode.clone(),
            data,
            active: true,
            reason_code: String::new(),
            started_at: now,
            last_customer_at: now,
        };
        rows.push(session.row("CHANNEL_SESSION_STARTED"));
        self.sessions.push(session);
        Ok(rows)
    }

    pub(super) fn end_session(&mut self, change: &SessionEnded) -> Result<Vec<Row>, Error> {
        let session = self.sessions.iter_mut().find(|session| session.id == change.session_id);
        let session = session.ok_or_else(|| Error::NoSession(change.session_id.clone()))?;
        if !session.active {
            return Ok(Vec::new());
        }
        session.active = false;
        session.reason_code.clone_from(&change.reason_code);
        let name = if change.reason_code == "INACTIVITY" { "CHANNEL_SESSION_EXPIRED" } else { "CHANNEL_SESSION_ENDED" };
        let mut row = Row::notification(name, Audience::Everyone, json!({ "sessionId": session.id, "reasonCode": session.reason_code }));
        row.header.channel_session_id.clone_from(&session.id);
        Ok(vec![row])
    }
}

impl Session {
    pub(super) fn forget(&mut self) {
        self.data = Given::default();
    }

    fn row(&self, name: &str) -> Row {
        let data = json!({
            "sessionId": self.id,
            "channelId": self.channel_id,
            "channelName": self.channel_name,
            "channelType": self.channel_type,
            "botId": self.bot_id,
            "queueId": self.queue_id,
            "mrdId": self.mrd_id,
            "agentRequestTtlMs": self.agent_request_ttl_ms,
            "customerActivityTimeoutMs": self.customer_activity_timeout_ms,
            "routingMode": self.routing_mode,
        });
        let mut row = Row::notification(name, Audience::Everyone, data);
        row.header.channel_session_id.clone_from(&self.id);
        row
    }
}
