//! What routing says of the conversation's requests and tasks.

use contracts::conversation_manager::TaskChange;
use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::conversation::Conversation;
use super::participants::{Participant, Role, role_changed};
use super::rows::{Audience, Row};
use crate::error::Error;

/// The open request for an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) id: String,
    /// `QUEUED` or `RESERVED`.
    pub(crate) state: String,
    pub(crate) queue_id: String,
    pub(crate) queue_name: String,
    pub(crate) direction: String,
    pub(crate) position: i32,
}

impl Conversation {
    pub(super) fn task_changed(&mut self, change: &TaskChange, now: Ms) -> Result<Vec<Row>, Error> {
        match (change.name.as_str(), change.state.as_str()) {
            ("TASK_ENQUEUED", _) => Ok(self.enqueued(change)),
            ("AGENT_RESERVED", _) => Ok(self.reserved(change)),
            ("NO_AGENT_AVAILABLE", _) => Ok(self.nobody_available(change)),
            ("TASK_STATE_CHANGED", "ACTIVE") => Ok(self.agent_joined(change, now)),
            ("TASK_STATE_CHANGED", "WRAP_UP") => Ok(self.agent_wraps_up(change)),
            ("TASK_STATE_CHANGED", "CLOSED") => Ok(self.task_closed(change)),
            ("TASK_STATE_CHANGED", _) => Ok(vec![task_row(change)]),
            _ => Err(Error::Malformed { field: "task_change.name", problem: "is not known" }),
        }
    }

    fn enqueued(&mut self, change: &TaskChange) -> Vec<Row> {
        let data = json!({ "requestId": change.request_id, "queueId": change.queue_id, "queueName": change.queue_name, "position": change.position, "direction": change.direction });
        if is_among_colleagues(&change.direction) {
            // The customer's own request is another one.
            return vec![Row::notification("TASK_ENQUEUED", Audience::Agents, data)];
        }
        let again = self.request.as_ref().is_some_and(|request| request.id == change.request_id);
        self.request = Some(Request {
            id: change.request_id.clone(),
            state: "QUEUED".to_owned(),
            queue_id: change.queue_id.clone(),
            queue_name: change.queue_name.clone(),
            direction: change.direction.clone(),
            position: change.position,
        });
        // Back in the queue after an unanswered offer: for the customer nothing changed.
        let audience = if again { Audience::Agents } else { Audience::Everyone };
        vec![Row::notification("TASK_ENQUEUED", audience, data)]
    }

    fn reserved(&mut self, change: &TaskChange) -> Vec<Row> {
        if let Some(request) = self.request.as_mut().filter(|request| request.id == change.request_id) {
            "RESERVED".clone_into(&mut request.state);
        }
        let data = json!({
            "requestId": change.request_id, "taskId": change.task_id, "agentId": change.agent_id, "agentName": change.agent_name,
            "queueName": change.queue_name, "deadlineMs": change.deadline_ms, "direction": change.direction,
        });
        vec![Row::notification("AGENT_RESERVED", Audience::Agents, data)]
    }

    fn nobody_available(&mut self, change: &TaskChange) -> Vec<Row> {
        self.forget_request(&change.request_id);
        let data = json!({ "requestId": change.request_id, "queueName": change.queue_name });
        vec![Row::notification("NO_AGENT_AVAILABLE", Audience::Everyone, data)]
    }

    fn agent_joined(&mut self, change: &TaskChange, now: Ms) -> Vec<Row> {
        self.forget_request(&change.request_id);
        let role = role_of(&change.direction);
        if let Some(agent) = self.participant_mut(&change.agent_id).filter(|agent| agent.active && agent.task_id == change.task_id) {
            return change_part(agent, role, &change.request_id);
        }
        let before = self.participant(&change.agent_id);
        // Who speaks already, in another task, is not hidden by a second one.
        let speaks = before.is_some_and(|agent| agent.active && !agent.hidden);
        let seen = before.is_some_and(|agent| agent.seen || !agent.hidden);
        let role = if speaks { Role::Primary } else { role };
        self.participants.retain(|participant| participant.id != change.agent_id);
        let agent = Participant {
            id: change.agent_id.clone(),
            bot: false,
            name: change.agent_name.clone(),
            role,
            active: true,
            joined_at: now,
            task_id: change.task_id.clone(),
            wrap_up_until: 0,
            hidden: role != Role::Primary,
            seen,
            stepped_back: false,
        };
        let row = came(&agent, &change.request_id);
        if !agent.hidden {
            self.last_agent_at = now;
        }
        self.participants.push(agent);
        vec![row]
    }

    fn agent_wraps_up(&mut self, change: &TaskChange) -> Vec<Row> {
        let mut rows = vec![task_row(change)];
        if let Some(agent) = self.participant_mut(&change.agent_id).filter(|agent| agent.active && agent.task_id == change.task_id) {
            agent.wrap_up_until = change.deadline_ms;
            // Who was never seen does not keep the conversation open either.
            if agent.hidden {
                return rows;
            }
            let previous = std::mem::replace(&mut agent.role, Role::WrapUp);
            rows.push(role_changed(agent, previous));
        }
        rows.extend(self.bot_takes_over());
        rows
    }

    fn task_closed(&mut self, change: &TaskChange) -> Vec<Row> {
        if change.task_id.is_empty() {
            let waited = self.request.as_ref().is_some_and(|request| request.id == change.request_id);
            self.forget_request(&change.request_id);
            // A customer who is still there waits no longer, and hears it from nothing else.
            let told = waited && self.sessions.iter().any(|session| session.active);
            return vec![Row { audience: if told { Audience::Everyone } else { Audience::Agents }, ..task_row(change) }];
        }
        let mut rows = vec![task_row(change)];
        if let Some(agent) = self.participant_mut(&change.agent_id).filter(|agent| agent.active && agent.task_id == change.task_id) {
            agent.active = false;
            let data = json!({ "agentId": agent.id, "agentName": agent.name, "taskId": agent.task_id, "reasonCode": change.reason_code });
            let (name, audience) =
                if agent.hidden { ("COLLEAGUE_LEFT", Audience::Agents) } else { ("AGENT_UNSUBSCRIBED", Audience::Everyone) };
            rows.push(Row::notification(name, audience, data));
        }
        rows.extend(self.bot_takes_over());
        rows
    }

    fn forget_request(&mut self, request_id: &str) {
        if self.request.as_ref().is_some_and(|request| request.id == request_id) {
            self.request = None;
        }
    }
}

/// What a request of that direction asks for is a matter of agents, not of the customer's wait.
fn is_among_colleagues(direction: &str) -> bool {
    matches!(
        direction,
        "CONSULT" | "CONSULT_TRANSFER" | "CONSULT_CONFERENCE" | "DIRECT_CONFERENCE" | "SILENT_MONITOR" | "WHISPER" | "BARGE_IN"
    )
}

/// The part that an agent plays who came by a request of that direction.
fn role_of(direction: &str) -> Role {
    match direction {
        "CONSULT" => Role::Assistant,
        "SILENT_MONITOR" => Role::SilentMonitor,
        "WHISPER" => Role::Whisper,
        _ => Role::Primary,
    }
}

/// Everybody sees who speaks to the customer; of the others the rules, the bots and the customer hear nothing.
fn came(agent: &Participant, request: &str) -> Row {
    let data =
        json!({ "agentId": agent.id, "agentName": agent.name, "taskId": agent.task_id, "role": agent.role.as_str(), "requestId": request });
    if agent.hidden {
        return Row::notification("COLLEAGUE_JOINED", Audience::Agents, data);
    }
    Row::notification("AGENT_SUBSCRIBED", Audience::Everyone, data)
}

/// An agent who is there plays another part: advice became a transfer or a conference. Nobody who was seen is hidden by it.
pub(super) fn change_part(agent: &mut Participant, role: Role, request: &str) -> Vec<Row> {
    if agent.role == role || (agent.role == Role::WrapUp && !agent.hidden) {
        return Vec::new();
    }
    let previous = std::mem::replace(&mut agent.role, role);
    let mut rows = vec![role_changed(agent, previous)];
    if agent.hidden && role == Role::Primary {
        agent.hidden = false;
        rows.push(came(agent, request));
    }
    rows
}

fn task_row(change: &TaskChange) -> Row {
    let data = json!({
        "requestId": change.request_id, "taskId": change.task_id, "agentId": change.agent_id, "agentName": change.agent_name,
        "state": change.state, "reasonCode": change.reason_code, "queueName": change.queue_name, "direction": change.direction,
    });
    Row::notification("TASK_STATE_CHANGED", Audience::Agents, data)
}
