//! What became of a bot's suggestion: an agent used it, or put it away. Then it is gone from every desk.

use contracts::conversation_manager::SettleSuggestion;
use serde_json::json;

use super::conversation::Conversation;
use super::rows::{Audience, Row};
use crate::error::Error;

impl Conversation {
    /// Whoever is there as an agent may; that it is settled once, the request's id sees to.
    pub(super) fn settle_suggestion(&self, change: &SettleSuggestion) -> Result<Vec<Row>, Error> {
        if !matches!(change.outcome.as_str(), "ACCEPTED" | "EDITED" | "IGNORED") {
            return Err(Error::Malformed { field: "outcome", problem: "is not ACCEPTED, EDITED or IGNORED" });
        }
        if change.suggestion_id.is_empty() {
            return Err(Error::Malformed { field: "suggestion_id", problem: "is missing" });
        }
        let present = self.participant(&change.agent_id).is_some_and(|agent| agent.active && !agent.bot);
        if !present {
            return Err(Error::NotAParticipant(change.agent_id.clone()));
        }
        let data = json!({
            "suggestionId": change.suggestion_id,
            "outcome": change.outcome,
            "agentId": change.agent_id,
            "agentName": change.agent_name,
            "botId": change.bot_id,
            "messageId": change.message_id,
        });
        let mut row = Row::notification("SUGGESTION_SETTLED", Audience::Agents, data);
        row.header.original_message_id.clone_from(&change.suggestion_id);
        Ok(vec![row])
    }
}
