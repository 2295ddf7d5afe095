//! A customer's session on a channel.

use ids::{Ms, TenantId};
use serde::{Deserialize, Serialize};

/// `ChannelSessionState` of the vocabulary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub(crate) enum SessionState {
    Started,
    Ended,
}

impl SessionState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Started => "STARTED",
            Self::Ended => "ENDED",
        }
    }
}

/// One session.
#[derive(Clone, Debug)]
pub(crate) struct Session {
    pub(crate) tenant: TenantId,
    pub(crate) id: String,
    pub(crate) channel_id: String,
    pub(crate) service_identifier: String,
    pub(crate) customer_identifier: String,
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
    pub(crate) conversation_id: String,
    pub(crate) state: SessionState,
    pub(crate) reason_code: String,
    pub(crate) started_at: Ms,
    /// Whether the conversation's log has the start.
    pub(crate) announced: bool,
}
