//! What happened: the only thing that changes the state, and the only thing that is stored.
//!
//! Events carry external ids only. **Versions:** the log keeps events of every release for ever. A change to this
//! enum that old bytes cannot be read as raises [`EVENT_VERSION`]; the old shape is then kept as a type of its own
//! next to a pure `From<Old> for Event` (the up-caster), chosen by [`Event::version`], and a log of each released
//! version is replayed in the tests. `apply` knows the newest shape only.

use serde::{Deserialize, Serialize};

use crate::agent::{Presence, Reason};
use crate::config::ConfigChange;
use crate::ids::{AgentId, ConversationId, MrdId, Ms, QueueId, ReasonId, RequestId, TaskId};
use crate::request::{Direction, Target};
use crate::task::{CloseReason, WrapUpOutcome};

/// Version of the shape of events that this build writes.
pub const EVENT_VERSION: u16 = 1;

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
pub(crate) const fn none_skipped(skipped: &u16) -> bool {
    *skipped == 0
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// Version of the shape.
    pub version: u16,
    /// When it counts as having happened; never earlier than the event before.
    pub at: Ms,
    /// What happened.
    pub kind: EventKind,
}

/// A request entered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enqueued {
    /// The request.
    pub request: RequestId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The queue.
    pub queue: QueueId,
    /// 1..=10.
    pub priority: u8,
    /// When it is given up.
    pub ttl_at: Option<Ms>,
    /// What it is for.
    pub direction: Direction,
    /// The named agent to try first.
    pub target: Option<Target>,
    /// Agents who must not get it.
    pub exclude: Vec<AgentId>,
    /// The task whose agent asked for it, if it is a transfer or an invitation.
    pub transfer: Option<TaskId>,
}

/// An agent a request keeps away from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoolOff {
    /// The agent.
    pub agent: AgentId,
    /// Until when.
    pub until: Ms,
}

/// A request waits again: after an offer that lapsed, after its agent was lost, after its named agent's window.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requeued {
    /// The request.
    pub request: RequestId,
    /// The queue.
    pub queue: QueueId,
    /// The priority it has now.
    pub priority: u8,
    /// When it is given up.
    pub ttl_at: Option<Ms>,
    /// The step it is in.
    pub step: u8,
    /// When the next step begins.
    pub next_step_at: Option<Ms>,
    /// The steps that were passed over, bit *k*−1 for step *k*.
    #[serde(default, skip_serializing_if = "none_skipped")]
    pub skipped: u16,
    /// Whether it stops being a transfer, its sender being gone.
    pub detached: bool,
    /// An agent it keeps away from for a while.
    pub cool_off: Option<CoolOff>,
}

/// An offer ended without being accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferLapsed {
    /// The attempt.
    pub task: TaskId,
    /// The request.
    pub request: RequestId,
    /// The agent.
    pub agent: AgentId,
    /// Why.
    pub reason: CloseReason,
    /// The tenant's reason for declining.
    pub declined: Option<ReasonId>,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum EventKind {
    /// The configuration changed.
    ConfigApplied {
        /// The version it has now.
        version: u64,
        /// The change.
        change: Box<ConfigChange>,
    },
    /// A desk signed in.
    AgentLoggedIn {
        /// The agent.
        agent: AgentId,
        /// Epoch of the session.
        session: u64,
    },
    /// The agent left; what becomes of the open work follows.
    AgentLoggedOut {
        /// The agent.
        agent: AgentId,
        /// Why.
        reason: Option<Reason>,
    },
    /// The global switch moved.
    AgentGlobalChanged {
        /// The agent.
        agent: AgentId,
        /// READY or `NOT_READY`.
        ready: bool,
        /// Why not ready.
        reason: Option<Reason>,
        /// Domains whose switch moved with it.
        mrds: Vec<MrdId>,
    },
    /// The switch of one domain moved.
    AgentMrdChanged {
        /// The agent.
        agent: AgentId,
        /// The domain.
        mrd: MrdId,
        /// READY or `NOT_READY`.
        ready: bool,
        /// Why not ready.
        reason: Option<Reason>,
    },
    /// Work in another domain suspends this one. Follows from the facts; told for those who must act on it.
    MrdInterrupted {
        /// The agent.
        agent: AgentId,
        /// The domain.
        mrd: MrdId,
    },
    /// The domain is free again. Follows from the facts.
    MrdResumed {
        /// The agent.
        agent: AgentId,
        /// The domain.
        mrd: MrdId,
    },
    /// The desk's connection changed.
    PresenceChanged {
        /// The agent.
        agent: AgentId,
        /// Epoch of the session.
        session: u64,
        /// What is known now.
        presence: Presence,
    },
    /// A request entered.
    Enqueued(Enqueued),
    /// A request entered a step.
    StepEntered {
        /// The request.
        request: RequestId,
        /// The step, from 1.
        step: u8,
        /// When the next one begins.
        next_step_at: Option<Ms>,
        /// The steps before it that were passed over, bit *k*−1 for step *k*.
        #[serde(default, skip_serializing_if = "none_skipped")]
        skipped: u16,
    },
    /// A request rings at an agent.
    Offered {
        /// The attempt, new.
        task: TaskId,
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
        /// When it stops ringing.
        until: Ms,
    },
    /// An offer ended without being accepted.
    OfferLapsed(OfferLapsed),
    /// An offer was accepted.
    Assigned {
        /// The attempt.
        task: TaskId,
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
    },
    /// An agent took a request without an offer: fetched it from a list, or joined a conversation.
    Joined {
        /// The task, new.
        task: TaskId,
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
    },
    /// A consultation became a transfer or a conference.
    DirectionChanged {
        /// The request of the consultation.
        request: RequestId,
        /// What it is for now.
        direction: Direction,
    },
    /// A request waits again.
    Requeued(Requeued),
    /// A request stopped waiting for its named agent and waits for anybody.
    TargetWindowClosed {
        /// The request.
        request: RequestId,
    },
    /// A request may go to the agent again.
    CoolOffEnded {
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
    },
    /// A request is over. The last event of every request.
    RequestClosed {
        /// The request.
        request: RequestId,
        /// The conversation.
        conversation: ConversationId,
        /// Why.
        reason: CloseReason,
    },
    /// A task is on its way to somebody else; its agent keeps it until then.
    TransferStarted {
        /// The sender's task.
        task: TaskId,
        /// The transfer's request.
        request: RequestId,
    },
    /// Nobody took the transfer or the invitation: its agent goes on. A notice for that agent's desk.
    TransferReturned {
        /// The sender's task.
        task: TaskId,
        /// The transfer's request.
        request: RequestId,
        /// Why.
        reason: CloseReason,
    },
    /// The agent left the conversation and writes it up; the slot is still taken.
    WrapUpStarted {
        /// The task.
        task: TaskId,
        /// When it ends by itself.
        until: Ms,
        /// Why the task will be closed.
        reason: CloseReason,
    },
    /// Wrap-up got more time.
    WrapUpExtended {
        /// The task.
        task: TaskId,
        /// When it ends by itself now.
        until: Ms,
    },
    /// Wrap-up is over; `TaskClosed` follows.
    WrapUpEnded {
        /// The task.
        task: TaskId,
        /// How.
        outcome: WrapUpOutcome,
    },
    /// A task is over and its slot is free.
    TaskClosed {
        /// The task.
        task: TaskId,
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
        /// Why.
        reason: CloseReason,
    },
}

impl EventKind {
    /// The request that enters its first step, whether or not steps before it were passed over.
    pub fn entered(&self) -> Option<RequestId> {
        match self {
            Self::StepEntered { request, step, skipped, .. } if skipped.saturating_add(1) == crate::config::step_bit(*step) => {
                Some(*request)
            }
            _ => None,
        }
    }
}
