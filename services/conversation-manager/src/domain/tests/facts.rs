//! What the state depends on, told twice: by the head, and by the rows of the log. Written without the machine's own functions.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::domain::{Conversation, Participant, Role, Row, TopicState};

/// Facts of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Facts {
    /// Sessions there ever were, and whether they are live.
    sessions: BTreeMap<String, bool>,
    /// Agents there ever were: there or not, and if there whether they only finish.
    agents: BTreeMap<String, (bool, bool)>,
    paused: bool,
    ended: bool,
}

impl Facts {
    /// As the head has them.
    pub(super) fn of(head: &Conversation) -> Self {
        // Of who is hidden from the customer the state knows nothing.
        let agents = head.participants.iter().filter(|one| !one.bot && (one.seen || !one.hidden));
        let there = |one: &Participant| one.active && !one.hidden;
        Self {
            sessions: head.sessions.iter().map(|session| (session.id.clone(), session.active)).collect(),
            agents: agents.map(|agent| (agent.id.clone(), (there(agent), there(agent) && agent.role == Role::WrapUp))).collect(),
            paused: head.hold_until.is_some(),
            ended: head.ended_at.is_some(),
        }
    }

    /// As somebody learns them who reads the log.
    pub(super) fn see(&mut self, row: &Row) {
        let body: Value = serde_json::from_slice(&row.body).unwrap();
        let data = &body["notificationData"];
        let text = |key: &str| data[key].as_str().unwrap_or_default().to_owned();
        match row.name.as_str() {
            "CHANNEL_SESSION_STARTED" => drop(self.sessions.insert(text("sessionId"), true)),
            "CHANNEL_SESSION_ENDED" | "CHANNEL_SESSION_EXPIRED" => drop(self.sessions.insert(text("sessionId"), false)),
            "AGENT_SUBSCRIBED" => drop(self.agents.insert(text("agentId"), (true, false))),
            "AGENT_UNSUBSCRIBED" => drop(self.agents.insert(text("agentId"), (false, false))),
            "PARTICIPANT_ROLE_CHANGED" => {
                if let Some(agent) = self.agents.get_mut(&text("participantId")).filter(|agent| agent.0) {
                    agent.1 = text("role") == "WRAP_UP";
                }
            }
            "CONVERSATION_PAUSED" => self.paused = true,
            "CONVERSATION_RESUMED" => self.paused = false,
            "CONVERSATION_ENDED" => {
                self.ended = true;
                self.paused = false;
                self.sessions.values_mut().for_each(|live| *live = false);
                self.agents.values_mut().for_each(|agent| *agent = (false, false));
            }
            _ => {}
        }
    }

    /// Agents who speak.
    pub(super) fn speaking(&self) -> usize {
        self.agents.values().filter(|(there, finishes)| *there && !*finishes).count()
    }
}

/// The table: live session, agent who speaks, agent who finishes, agent ever, session ever, paused → state; the first line that fits.
/// `x` fits both.
const TABLE: &[(&str, TopicState)] = &[
    ("1 1 x x x 1", TopicState::OnHold),
    ("1 1 x x x 0", TopicState::Active),
    ("1 0 x 1 x x", TopicState::Inactive),
    ("1 0 x 0 x x", TopicState::Created),
    ("0 1 x x x x", TopicState::WrapUp),
    ("0 0 1 x x x", TopicState::WrapUp),
    ("0 0 0 x 1 x", TopicState::CustomerLeft),
    ("0 0 0 x 0 x", TopicState::Created),
];

/// The state that the table gives.
pub(super) fn rule_of(facts: &Facts) -> TopicState {
    if facts.ended {
        return TopicState::Closed;
    }
    let finishing = facts.agents.values().any(|agent| *agent == (true, true));
    let live = facts.sessions.values().any(|live| *live);
    let known = [live, facts.speaking() > 0, finishing, !facts.agents.is_empty(), !facts.sessions.is_empty(), facts.paused];
    let fits = |line: &str| line.split(' ').zip(known).all(|(cell, fact)| cell == "x" || (cell == "1") == fact);
    TABLE.iter().find(|(line, _)| fits(line)).unwrap().1
}
