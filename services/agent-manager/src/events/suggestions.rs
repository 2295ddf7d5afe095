//! What agents make of a bot's suggestions. Each is settled once: whoever comes later finds it gone.

use std::sync::Arc;

use contracts::cim::Activity;
use contracts::conversation_manager::{ReadActivitiesRequest, SettleSuggestion, View, change::Kind};
use errors::{Fault, Kind as Refusal};
use serde_json::{Value, json};

use super::text;
use crate::State;
use crate::desk::Desk;

/// A suggestion as the log has it.
pub(super) struct Suggestion {
    conversation_id: String,
    row: Activity,
}

impl Suggestion {
    /// The suggestion that a payload names by the number of its row; none if it names none.
    pub(super) async fn named(state: &State, desk: &Desk, payload: &Value) -> errors::Result<Option<Self>> {
        let conversation_id = text(payload, "conversationId")?;
        let seq = match &payload["suggestionSeq"] {
            Value::Null => return Ok(None),
            seq => seq.as_i64().filter(|seq| *seq > 0).ok_or_else(|| Fault::invalid("MALFORMED", "suggestionSeq is a row's number"))?,
        };
        desk.task(conversation_id)?;
        let row = row(state, desk, conversation_id, seq).await?.filter(|row| row.name == "BOT_SUGGESTION");
        let row = row.ok_or_else(|| Fault::not_found("suggestion", &seq.to_string()))?;
        Ok(Some(Self { conversation_id: conversation_id.to_owned(), row }))
    }

    /// The message that is about to be sent is made of it. As it stands it is sent once, whoever presses first; in other words it is the agent's
    /// own message, and goes out whatever became of the suggestion meanwhile.
    pub(super) async fn used(&self, state: &State, desk: &Desk, (message_id, body): (&str, &Value)) -> errors::Result<()> {
        let suggested: Value = serde_json::from_slice(&self.row.body_json).unwrap_or_default();
        let as_it_stands = body["markdownText"] == suggested["markdownText"];
        let outcome = if as_it_stands { "ACCEPTED" } else { "EDITED" };
        let mine = self.settle(state, desk, outcome, message_id).await?;
        if mine || !as_it_stands {
            Ok(())
        } else {
            Err(Fault::new(Refusal::Conflict, "SUGGESTION_GONE", "somebody was faster with this suggestion"))
        }
    }

    /// Whether it was this that settled it: a message that is sent again has settled it before.
    async fn settle(&self, state: &State, desk: &Desk, outcome: &str, message_id: &str) -> errors::Result<bool> {
        let bot_id = self.row.header.as_ref().and_then(|header| header.sender.as_ref()).map(|sender| sender.id.clone());
        let change = SettleSuggestion {
            suggestion_id: self.row.id.clone(),
            outcome: outcome.to_owned(),
            agent_id: desk.agent_id().to_owned(),
            agent_name: desk.claims.name.clone(),
            bot_id: bot_id.unwrap_or_default(),
            message_id: message_id.to_owned(),
        };
        let request_id = ids::derived_id(&[&self.conversation_id, &self.row.id, "settled"]);
        let settled = state.core.append(&desk.principal, &self.conversation_id, &request_id, Kind::SettleSuggestion(change)).await?;
        if !settled.duplicate {
            return Ok(true);
        }
        let before = row(state, desk, &self.conversation_id, settled.seq).await?.unwrap_or_default();
        let before: Value = serde_json::from_slice(&before.body_json).unwrap_or_default();
        Ok(!message_id.is_empty() && before["notificationData"]["messageId"] == message_id)
    }
}

async fn row(state: &State, desk: &Desk, conversation_id: &str, seq: i64) -> errors::Result<Option<Activity>> {
    let request = ReadActivitiesRequest {
        conversation_id: conversation_id.to_owned(),
        view: View::Agent.into(),
        after_seq: seq - 1,
        limit: 1,
        ..ReadActivitiesRequest::default()
    };
    let rows = state.core.read(&desk.principal, request).await?.activities;
    Ok(rows.into_iter().find(|row| row.seq == seq))
}

pub(super) async fn ignore(state: State, desk: Arc<Desk>, payload: Value) -> errors::Result<Value> {
    let suggestion = Suggestion::named(&state, &desk, &payload).await?;
    let suggestion = suggestion.ok_or_else(|| Fault::invalid("MALFORMED", "suggestionSeq is missing"))?;
    suggestion.settle(&state, &desk, "IGNORED", "").await?;
    Ok(json!({}))
}
