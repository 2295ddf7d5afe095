//! Tasks: one attempt to give one request to one agent, from the ring to the end of wrap-up.

use serde::{Deserialize, Serialize};

use crate::ids::{AgentId, ConversationId, MrdId, Ms, QueueId, RequestId, TaskId};

/// Why an offer, a task or a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CloseReason {
    /// The agent finished.
    Done,
    /// The offer was not answered in time.
    Rona,
    /// The agent declined the offer.
    Declined,
    /// The customer or the caller withdrew.
    Cancelled,
    /// Time to live or the named agent's window ended without an answer.
    NoAgentAvailable,
    /// The agent logged out or lost the connection.
    AgentLogout,
    /// Handed to somebody else.
    Transferred,
    /// Flushed or ended by a supervisor.
    ForceClosed,
    /// Taken from the agent and given to another.
    Reroute,
    /// The queue was full.
    QueueFull,
    /// The customer did not respond.
    ResponseTimeout,
}

/// How wrap-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WrapUpOutcome {
    /// The agent chose a wrap-up code.
    Applied,
    /// The agent went on without one, or logged out.
    Skipped,
    /// Time ran out.
    Expired,
}

/// Where a task is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TaskState {
    /// It rings.
    Offered {
        /// When it stops ringing.
        until: Ms,
    },
    /// The agent works on it.
    Active,
    /// The conversation is over for the agent, the slot is still taken.
    WrapUp {
        /// When wrap-up ends by itself.
        until: Ms,
        /// Why the task will be closed.
        reason: CloseReason,
    },
}

/// Facts of one task.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaskFacts {
    /// The task.
    pub id: TaskId,
    /// The request it is an attempt of.
    pub request: RequestId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The queue whose settings apply.
    pub queue: QueueId,
    /// The media routing domain whose slot it takes.
    pub mrd: MrdId,
    /// The agent.
    pub agent: AgentId,
    /// Where it is.
    pub state: TaskState,
    /// The transfer that its agent asked for and nobody accepted yet.
    pub transferring: Option<RequestId>,
    /// When it began to ring.
    pub offered_at: Ms,
    /// When it was accepted.
    pub answered_at: Option<Ms>,
}

impl TaskFacts {
    /// When the present state ends by itself.
    pub(crate) const fn deadline(&self) -> Option<Ms> {
        match self.state {
            TaskState::Active => None,
            TaskState::Offered { until } | TaskState::WrapUp { until, .. } => Some(until),
        }
    }

    /// Whether the agent works on it.
    pub const fn is_active(&self) -> bool {
        matches!(self.state, TaskState::Active)
    }
}
