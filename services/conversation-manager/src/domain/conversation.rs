//! The conversation and the changes it takes.

use contracts::conversation_manager::{FindAgent, MergeData, Pause, WrapUp, change::Kind};
use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::delivery::delivery;
use super::participants::{Participant, Role};
use super::rows::{Audience, Row};
use super::sessions::Session;
use super::state::{TopicState, derive};
use super::tasks::Request;
use crate::error::Error;

/// Keys that conversation data may have, and bytes its JSON may have.
const MAX_DATA_KEYS: usize = 100;

/// One conversation as it is after its last row.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) customer_id: String,
    pub(crate) state: TopicState,
    pub(crate) participants: Vec<Participant>,
    pub(crate) sessions: Vec<Session>,
    pub(crate) data: Map<String, Value>,
    pub(crate) request: Option<Request>,
    pub(crate) hold_until: Option<Ms>,
    pub(crate) created_at: Ms,
    pub(crate) ended_at: Option<Ms>,
    pub(crate) last_seq: i64,
    /// Number of the last row customers may see.
    pub(crate) last_customer_seq: i64,
    pub(crate) last_customer_at: Ms,
    pub(crate) last_agent_at: Ms,
    pub(crate) preview: String,
}

impl Conversation {
    /// A conversation of that customer, in which nothing has happened.
    pub(crate) fn new(id: String, customer_id: String, now: Ms) -> Self {
        Self { id, customer_id, created_at: now, ..Self::default() }
    }

    /// The agent who spoke to the customer last; who advised or listened unseen did not.
    pub(crate) fn last_agent(&self) -> Option<&Participant> {
        let spoke = self.participants.iter().filter(|participant| !participant.bot && (!participant.hidden || participant.seen));
        spoke.max_by_key(|agent| agent.joined_at)
    }

    /// Forgets what was said and told; who took part, when and in which states stays.
    pub(crate) fn forget(&mut self) {
        self.preview.clear();
        self.data.clear();
        for session in &mut self.sessions {
            session.forget();
        }
    }

    /// Makes the change, or refuses and leaves everything as it was. Answers the rows it makes; none if it was made already.
    pub(crate) fn apply(&mut self, change: &Kind, now: Ms) -> Result<Vec<Row>, Error> {
        if self.state == TopicState::Closed
            && !matches!(
                change,
                Kind::WrapUp(_) | Kind::TaskChange(_) | Kind::SessionEnded(_) | Kind::EndConversation(_) | Kind::DeliveryNotice(_)
            )
        {
            return Err(Error::Closed(self.id.clone()));
        }
        let mut rows = match change {
            Kind::Message(message) => self.say(message, now),
            Kind::SessionStarted(change) => {
                self.start_session(change.session.as_ref().ok_or(Error::Malformed { field: "session", problem: "is missing" })?, now)
            }
            Kind::SessionEnded(change) => self.end_session(change),
            Kind::AssignBot(change) => self.assign_bot(change, now),
            Kind::ChangeParticipantRole(change) => self.change_role(change),
            Kind::FindAgent(change) => Ok(find_agent(change)),
            Kind::WrapUp(change) => self.wrap_up(change),
            Kind::Pause(change) => self.pause(change, now),
            Kind::Resume(change) => Ok(self.resume(&change.agent_id)),
            Kind::MergeData(change) => self.merge(change),
            Kind::EndConversation(_) => Ok(self.end(now)),
            Kind::TaskChange(change) => self.task_changed(change, now),
            Kind::ChangeCustomer(change) => Ok(self.change_customer(&change.customer_id)),
            Kind::DeliveryNotice(change) => delivery(change),
            Kind::SettleSuggestion(change) => self.settle_suggestion(change),
        }?;
        if self.active_agents() == 0 {
            // A pause is an agent's and ends with the last one.
            rows.extend(self.resume(""));
        }
        let state = derive(self);
        if state != self.state {
            let data = json!({ "state": state.as_str(), "previousState": self.state.as_str() });
            rows.push(Row::notification("TOPIC_STATE_CHANGE_EVENT", Audience::Agents, data));
            self.state = state;
        }
        Ok(rows)
    }

    fn wrap_up(&mut self, change: &WrapUp) -> Result<Vec<Row>, Error> {
        if self.participant(&change.agent_id).is_none_or(|agent| agent.role == Role::SilentMonitor) {
            return Err(Error::NotAParticipant(change.agent_id.clone()));
        }
        let mut body: Map<String, Value> = serde_json::from_slice(&change.body_json)
            .map_err(|_| Error::Malformed { field: "body_json", problem: "is not a JSON object" })?;
        let codes = body.get("wrapups").and_then(Value::as_array).map_or(0, Vec::len);
        if codes > 5 {
            return Err(Error::Malformed { field: "wrapups", problem: "has more than 5 codes" });
        }
        body.insert("type".to_owned(), "WRAPUP".into());
        body.insert("agentId".to_owned(), change.agent_id.as_str().into());
        Ok(vec![Row::system("WRAPUP_APPLIED", Audience::Agents, &Value::Object(body))])
    }

    fn pause(&mut self, change: &Pause, now: Ms) -> Result<Vec<Row>, Error> {
        let speaks = self.participant(&change.agent_id).is_some_and(|agent| agent.active && !agent.bot && agent.role == Role::Primary);
        if !speaks {
            return Err(Error::NotAParticipant(change.agent_id.clone()));
        }
        if !(1..=86_400_000).contains(&change.duration_ms) {
            return Err(Error::Malformed { field: "duration_ms", problem: "must be between a millisecond and a day" });
        }
        let until = now + change.duration_ms;
        self.hold_until = Some(until);
        Ok(vec![Row::notification("CONVERSATION_PAUSED", Audience::Everyone, json!({ "agentId": change.agent_id, "untilMs": until }))])
    }

    pub(super) fn resume(&mut self, agent_id: &str) -> Vec<Row> {
        if self.hold_until.take().is_none() {
            return Vec::new();
        }
        vec![Row::notification("CONVERSATION_RESUMED", Audience::Everyone, json!({ "agentId": agent_id }))]
    }

    fn merge(&mut self, change: &MergeData) -> Result<Vec<Row>, Error> {
        let data: Map<String, Value> = serde_json::from_slice(&change.data_json)
            .map_err(|_| Error::Malformed { field: "data_json", problem: "is not a JSON object" })?;
        let mut merged = self.data.clone();
        merged.extend(data.clone());
        merged.retain(|_, value| !value.is_null());
        if merged.len() > MAX_DATA_KEYS {
            return Err(Error::Malformed { field: "data_json", problem: "would give the conversation more than 100 keys" });
        }
        self.data = merged;
        Ok(vec![Row::notification("CONVERSATION_DATA_CHANGED", Audience::Agents, json!({ "data": data }))])
    }

    fn change_customer(&mut self, customer_id: &str) -> Vec<Row> {
        if self.customer_id == customer_id {
            return Vec::new();
        }
        let previous = std::mem::replace(&mut self.customer_id, customer_id.to_owned());
        vec![Row::notification(
            "ASSOCIATED_CUSTOMER_CHANGED",
            Audience::Agents,
            json!({ "customerId": customer_id, "previousCustomerId": previous }),
        )]
    }

    fn end(&mut self, now: Ms) -> Vec<Row> {
        if self.ended_at.is_some() {
            return Vec::new();
        }
        self.ended_at = Some(now);
        self.request = None;
        self.hold_until = None;
        for participant in &mut self.participants {
            participant.active = false;
        }
        for session in &mut self.sessions {
            session.active = false;
        }
        vec![Row::notification("CONVERSATION_ENDED", Audience::Agents, json!({}))]
    }
}

fn find_agent(change: &FindAgent) -> Vec<Row> {
    let mut data =
        json!({ "queue": change.queue, "priority": change.priority, "reason": change.reason, "requestedBy": change.requested_by });
    if !change.agent_id.is_empty() {
        data["agentId"] = change.agent_id.as_str().into();
    }
    vec![Row::system("ACTION_MESSAGE", Audience::Agents, &json!({ "type": "ACTION", "name": "FIND_AGENT", "data": data }))]
}
