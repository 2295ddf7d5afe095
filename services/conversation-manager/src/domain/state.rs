//! The conversation's state: derived from facts, so that no transition table can disagree with them.

use serde::{Deserialize, Serialize};

use super::Conversation;

/// `TopicState` of the vocabulary.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum TopicState {
    /// A bot can answer.
    #[default]
    Created,
    /// At least one agent.
    Active,
    /// Paused by an agent.
    OnHold,
    /// All agents left, the customer is still there.
    Inactive,
    /// Neither customer nor agent.
    CustomerLeft,
    /// The customer left, agents still finish.
    WrapUp,
    /// Over.
    Closed,
}

impl TopicState {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Active => "ACTIVE",
            Self::OnHold => "ON_HOLD",
            Self::Inactive => "INACTIVE",
            Self::CustomerLeft => "CUSTOMER_LEFT",
            Self::WrapUp => "WRAP_UP",
            Self::Closed => "CLOSED",
        }
    }
}

/// The state that the facts make.
pub(crate) fn derive(conversation: &Conversation) -> TopicState {
    if conversation.ended_at.is_some() {
        return TopicState::Closed;
    }
    let (agents, wrapping) = (conversation.active_agents(), conversation.wrapping_agents());
    if conversation.active_sessions() == 0 {
        return match (conversation.sessions.is_empty(), agents + wrapping) {
            (true, 0) => TopicState::Created,
            (false, 0) => TopicState::CustomerLeft,
            _ => TopicState::WrapUp,
        };
    }
    match agents {
        0 if conversation.had_agent() => TopicState::Inactive,
        0 => TopicState::Created,
        _ if conversation.hold_until.is_some() => TopicState::OnHold,
        _ => TopicState::Active,
    }
}
