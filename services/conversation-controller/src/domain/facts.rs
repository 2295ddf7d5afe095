//! What rules may look at. The field names here, in camelCase, are the names that rules use.

use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Everything about one decision.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Facts {
    pub(crate) event: Event,
    pub(crate) conversation: Conversation,
    /// The session the event is about, else the newest live one, else the newest.
    #[serde(skip_deserializing)]
    pub(crate) session: Session,
}

/// What happened.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Event {
    pub(crate) id: String,
    /// Name of the activity, of the action somebody asks for, or `TIMER <name>`.
    pub(crate) name: String,
    /// When, milliseconds.
    pub(crate) at: Ms,
    pub(crate) sender: Sender,
    /// The session it names.
    pub(crate) session_id: String,
    /// What a timer is about.
    pub(crate) subject: String,
    /// `notificationData` of a notification, `data` of an action, the whole body of a message.
    pub(crate) data: Map<String, Value>,
}

/// Who caused it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Sender {
    pub(crate) id: String,
    /// CUSTOMER, AGENT, BOT, APP, CONNECTOR, SYSTEM.
    pub(crate) r#type: String,
    pub(crate) name: String,
}

/// The conversation as it is now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Conversation {
    pub(crate) id: String,
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
    pub(crate) state: String,
    pub(crate) sessions: Vec<Session>,
    pub(crate) agents: Vec<Participant>,
    pub(crate) bots: Vec<Participant>,
    /// The open request for an agent; its id is empty if there is none.
    pub(crate) request: Request,
    pub(crate) hold_until: Ms,
    pub(crate) last_customer_at: Ms,
    pub(crate) last_agent_at: Ms,
    /// The agent who spoke to the customer last, now or in an earlier conversation; empty if nobody did.
    pub(crate) last_agent: String,
    pub(crate) data: Map<String, Value>,
    /// Live sessions.
    #[serde(skip_deserializing)]
    pub(crate) active_sessions: usize,
    /// Agents who talk to the customer; who listens in or wraps up does not count.
    #[serde(skip_deserializing)]
    pub(crate) active_agents: usize,
    #[serde(skip_deserializing)]
    pub(crate) wrapping_agents: usize,
    /// The bot that speaks to the customer.
    #[serde(skip_deserializing)]
    pub(crate) primary_bot: String,
    /// A bot that only suggests.
    #[serde(skip_deserializing)]
    pub(crate) assistant_bot: String,
    #[serde(skip_deserializing)]
    pub(crate) request_open: bool,
}

/// Somebody in the conversation, now.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Participant {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) joined_at: Ms,
}

/// A request for an agent.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Request {
    pub(crate) id: String,
    pub(crate) state: String,
    pub(crate) direction: String,
    pub(crate) queue_id: String,
    pub(crate) queue_name: String,
    /// Place in line from 1; 0 while an agent is asked, or unknown.
    pub(crate) position: i32,
    /// How long it will still wait on average, in milliseconds; 0 while too little is known.
    pub(crate) likely_wait_ms: i64,
}

/// A customer's presence on a channel.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Session {
    pub(crate) id: String,
    pub(crate) active: bool,
    pub(crate) channel_id: String,
    pub(crate) channel_name: String,
    pub(crate) channel_type: String,
    pub(crate) bot_id: String,
    pub(crate) queue_id: String,
    pub(crate) mrd_id: String,
    pub(crate) agent_request_ttl_ms: i64,
    pub(crate) customer_activity_timeout_ms: i64,
    /// PUSH or PULL.
    pub(crate) routing_mode: String,
    pub(crate) reason_code: String,
    pub(crate) started_at: Ms,
    pub(crate) last_customer_at: Ms,
    /// What the connector gave: browser, locale, form.
    pub(crate) data: Map<String, Value>,
    /// Since when nobody has written here.
    #[serde(skip_deserializing)]
    pub(crate) quiet_since: Ms,
    /// The customer is waiting for us: in a queue, on hold, or for an agent's answer.
    #[serde(skip_deserializing)]
    pub(crate) waits_for_us: bool,
}

impl Conversation {
    /// Nothing may be done to it any more.
    pub(crate) fn is_over(&self) -> bool {
        is_over(&self.state)
    }
}

/// Whether a conversation in that state takes no more changes.
pub(crate) fn is_over(state: &str) -> bool {
    matches!(state, "CLOSING" | "CLOSED")
}

impl Facts {
    /// Fills in what follows from the rest.
    #[must_use]
    pub(crate) fn derived(mut self) -> Self {
        let conversation = &mut self.conversation;
        let count = |roles: &[&str]| conversation.agents.iter().filter(|agent| roles.contains(&agent.role.as_str())).count();
        conversation.active_agents = count(&["PRIMARY"]);
        conversation.wrapping_agents = count(&["WRAP_UP"]);
        conversation.active_sessions = conversation.sessions.iter().filter(|session| session.active).count();
        let bot = |role: &str| conversation.bots.iter().find(|bot| bot.role == role).map(|bot| bot.id.clone()).unwrap_or_default();
        (conversation.primary_bot, conversation.assistant_bot) = (bot("PRIMARY"), bot("ASSISTANT"));
        conversation.request_open = !conversation.request.id.is_empty();
        for index in 0..conversation.sessions.len() {
            let quiet = conversation.quiet_since(&conversation.sessions[index]);
            let waits = conversation.waits_for_us(&conversation.sessions[index]);
            let session = &mut conversation.sessions[index];
            (session.quiet_since, session.waits_for_us) = (quiet, waits);
        }
        self.session = self.pick_session();
        self
    }

    fn pick_session(&self) -> Session {
        let sessions = &self.conversation.sessions;
        let named = [&self.event.subject, &self.event.session_id]
            .into_iter()
            .find_map(|id| sessions.iter().find(|session| !id.is_empty() && session.id == *id));
        let newest = |live: bool| sessions.iter().filter(|session| session.active || !live).max_by_key(|session| session.started_at);
        named.or_else(|| newest(true)).or_else(|| newest(false)).cloned().unwrap_or_default()
    }
}

impl Conversation {
    fn quiet_since(&self, session: &Session) -> Ms {
        session.started_at.max(session.last_customer_at).max(self.last_agent_at)
    }

    fn waits_for_us(&self, session: &Session) -> bool {
        // Coming counts as a sign of life of an agent, but it answers nothing.
        let only_came = self.agents.iter().any(|agent| agent.joined_at == self.last_agent_at);
        let unanswered = self.active_agents > 0 && (only_came || session.last_customer_at > self.last_agent_at);
        self.request_open || self.state == "ON_HOLD" || unanswered
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session(id: &str, started_at: Ms, active: bool) -> Session {
        Session { id: id.to_owned(), active, started_at, ..Session::default() }
    }

    fn facts() -> Facts {
        let mut facts = Facts::default();
        facts.conversation.sessions = vec![session("old", 1, true), session("new", 5, true), session("gone", 9, false)];
        facts
    }

    #[test]
    fn the_session_is_the_named_one_else_the_newest_live_one() {
        assert_eq!(facts().derived().session.id, "new");
        let mut named = facts();
        named.event.session_id = "gone".to_owned();
        assert_eq!(named.derived().session.id, "gone");
    }

    #[test]
    fn a_customer_waits_while_an_agent_owes_an_answer() {
        let mut facts = facts();
        facts.conversation.agents =
            vec![Participant { id: "a".to_owned(), role: "PRIMARY".to_owned(), joined_at: 6, ..Participant::default() }];
        facts.conversation.last_agent_at = 6;
        assert!(facts.clone().derived().session.waits_for_us);
        facts.conversation.last_agent_at = 7;
        assert!(!facts.clone().derived().session.waits_for_us);
        facts.conversation.sessions[1].last_customer_at = 8;
        assert!(facts.derived().session.waits_for_us);
    }
}
