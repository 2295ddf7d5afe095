//! What rules may want done.

use ids::Ms;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One thing to do, with everything it needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Effect {
    /// Asks another service.
    Act(Box<Action>),
    /// Tells the customer.
    Say(Say),
    /// Sets a timer, over one of the same name and subject.
    Schedule(Schedule),
    /// Takes a timer away.
    Unschedule(Unschedule),
}

/// An action, under the name rules use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "SCREAMING_SNAKE_CASE", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum Action {
    AssignBot {
        bot: String,
        name: String,
        role: String,
    },
    ChangeParticipantRole {
        participant: String,
        role: String,
    },
    FindAgent {
        queue: String,
        priority: i32,
        ttl_ms: i64,
        direction: String,
        note: String,
        requested_by: String,
        /// Who is tried first: nobody if empty.
        #[serde(default)]
        agent: String,
        #[serde(default)]
        agent_window_ms: i64,
        #[serde(default)]
        agent_fallback: String,
        #[serde(default)]
        card: Box<Card>,
    },
    CancelResource {
        request: String,
        reason: String,
    },
    RemoveAllAgents {
        reason: String,
    },
    RemoveChannelSession {
        session: String,
        reason: String,
    },
    UpdateConversationData {
        data: Map<String, Value>,
    },
    ResumeConversation {},
    EndConversation {},
}

/// What an agent sees of a request.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Card {
    pub(crate) customer_id: String,
    pub(crate) customer_name: String,
    pub(crate) customer_known: bool,
    pub(crate) channel_type: String,
    pub(crate) channel_name: String,
    pub(crate) session_id: String,
    pub(crate) mrd_id: String,
}

/// A text for the customer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Say {
    pub(crate) text: String,
    #[serde(default)]
    pub(crate) session: String,
}

/// A timer to set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Schedule {
    #[serde(rename = "schedule")]
    pub(crate) name: String,
    pub(crate) subject: String,
    /// When it is due.
    pub(crate) at: Ms,
}

/// A timer to take away.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Unschedule {
    #[serde(rename = "unschedule")]
    pub(crate) name: String,
    pub(crate) subject: String,
}

impl Effect {
    /// Whether another service is asked; the rest is this service's own store.
    pub(crate) fn is_call(&self) -> bool {
        matches!(self, Self::Act(_) | Self::Say(_))
    }

    /// Its name in metrics and in what is told of a refusal.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Say(_) => "TEXT",
            Self::Schedule(_) => "SCHEDULE",
            Self::Unschedule(_) => "UNSCHEDULE",
            Self::Act(action) => action.name(),
        }
    }
}

impl Action {
    fn name(&self) -> &'static str {
        match self {
            Self::AssignBot { .. } => "ASSIGN_BOT",
            Self::ChangeParticipantRole { .. } => "CHANGE_PARTICIPANT_ROLE",
            Self::FindAgent { .. } => "FIND_AGENT",
            Self::CancelResource { .. } => "CANCEL_RESOURCE",
            Self::RemoveAllAgents { .. } => "REMOVE_ALL_AGENTS",
            Self::RemoveChannelSession { .. } => "REMOVE_CHANNEL_SESSION",
            Self::UpdateConversationData { .. } => "UPDATE_CONVERSATION_DATA",
            Self::ResumeConversation {} => "RESUME_CONVERSATION",
            Self::EndConversation {} => "END_CONVERSATION",
        }
    }
}

/// What an argument must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    /// Milliseconds; written as `30s`, `5m`, `1h`, `250ms`, or as an expression that gives milliseconds.
    Span,
    /// An instant in milliseconds.
    Instant,
    /// Named values.
    Table,
}

/// One argument of a step.
pub(crate) struct Parameter {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// As a file would write it; none if it must be given.
    pub(crate) default: Option<&'static str>,
}

const fn needed(name: &'static str, kind: Kind) -> Parameter {
    Parameter { name, kind, default: None }
}

const fn optional(name: &'static str, kind: Kind, default: &'static str) -> Parameter {
    Parameter { name, kind, default: Some(default) }
}

/// Every action with its arguments; the first column is what rules write.
pub(crate) const ACTIONS: &[(&str, &[Parameter])] = &[
    ("ASSIGN_BOT", &[needed("bot", Kind::Text), optional("name", Kind::Text, ""), optional("role", Kind::Text, "PRIMARY")]),
    ("CHANGE_PARTICIPANT_ROLE", &[needed("participant", Kind::Text), needed("role", Kind::Text)]),
    (
        "FIND_AGENT",
        &[
            optional("queue", Kind::Text, "=session.queueId"),
            optional("priority", Kind::Whole, "1"),
            optional("ttlMs", Kind::Whole, "=session.agentRequestTtlMs"),
            optional("direction", Kind::Text, "INBOUND"),
            optional("note", Kind::Text, ""),
            optional("requestedBy", Kind::Text, ""),
            optional("agent", Kind::Text, ""),
            optional("agentWindowMs", Kind::Whole, "0"),
            optional("agentFallback", Kind::Text, "QUEUE"),
        ],
    ),
    ("CANCEL_RESOURCE", &[optional("request", Kind::Text, "=conversation.request.id"), optional("reason", Kind::Text, "CANCELLED")]),
    ("REMOVE_ALL_AGENTS", &[needed("reason", Kind::Text)]),
    ("REMOVE_CHANNEL_SESSION", &[optional("session", Kind::Text, "=session.id"), needed("reason", Kind::Text)]),
    ("UPDATE_CONVERSATION_DATA", &[needed("data", Kind::Table)]),
    ("RESUME_CONVERSATION", &[]),
    ("END_CONVERSATION", &[]),
];

/// Arguments of the steps that are no actions.
pub(crate) const SAY: &[Parameter] = &[needed("text", Kind::Text), optional("session", Kind::Text, "=session.active ? session.id : ''")];
pub(crate) const SCHEDULE: &[Parameter] = &[needed("schedule", Kind::Text), optional("subject", Kind::Text, "")];
pub(crate) const UNSCHEDULE: &[Parameter] = &[needed("unschedule", Kind::Text), optional("subject", Kind::Text, "")];
