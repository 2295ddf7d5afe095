//! Requests for an agent, and the order among them.

use serde::{Deserialize, Serialize};

use crate::config::RequestOrder;
use crate::ids::{AgentId, ConversationId, Ms, QueueId, RequestId, Span, TaskId};

/// Priority of what was rung without an answer or taken from an agent; before everything else.
pub const TOP_PRIORITY: u8 = 11;

/// What a request is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Direction {
    /// A customer wants an agent.
    Inbound,
    /// We want a customer.
    Outbound,
    /// An agent wants advice.
    Consult,
    /// A consultation becomes a transfer.
    ConsultTransfer,
    /// A consultation becomes a conference.
    ConsultConference,
    /// An agent hands the customer over.
    DirectTransfer,
    /// An agent wants a third party in.
    DirectConference,
    /// A supervisor listens.
    SilentMonitor,
    /// A supervisor joins.
    BargeIn,
}

/// What happens when the named agent does not take the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fallback {
    /// It waits in its queue for anybody, at the time it entered.
    Queue,
    /// It goes back to the agent who transferred it.
    ReturnToSender,
    /// It is closed.
    Close,
}

/// The agent a request is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The agent.
    pub agent: AgentId,
    /// Until when the request waits for that agent.
    pub until: Ms,
    /// What happens then.
    pub fallback: Fallback,
}

/// An agent who declined or did not answer, kept away for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tried {
    /// The agent.
    pub agent: AgentId,
    /// Until when.
    pub until: Ms,
    /// The agent's order of configuration.
    pub agent_seq: u64,
    /// The agent's count of switches to READY at that time; a later switch ends the cool-off.
    pub readiness: u32,
}

/// Where a transfer comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The sender's task.
    pub task: TaskId,
    /// The sender.
    pub agent: AgentId,
    /// The queue of the sender's task.
    pub queue: QueueId,
}

/// Where a request is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum RequestState {
    /// In a queue or waiting for its named agent.
    Waiting,
    /// Ringing at an agent.
    Offered(TaskId),
    /// Accepted.
    Assigned(TaskId),
    /// Its attempt ended; only seen between two events of one command.
    Released,
}

/// Facts of one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestFacts {
    /// The request.
    pub id: RequestId,
    /// Order of entry; the last tie-break between requests.
    pub seq: u64,
    /// The conversation.
    pub conversation: ConversationId,
    /// The queue.
    pub queue: QueueId,
    /// What it is for.
    pub direction: Direction,
    /// 1..=10, or [`TOP_PRIORITY`].
    pub priority: u8,
    /// When it entered; never changes.
    pub enqueued_at: Ms,
    /// When it is given up.
    pub ttl_at: Option<Ms>,
    /// Its time to live as first given, for a fresh start after an agent had already accepted it.
    pub lifetime: Option<Span>,
    /// The step it has entered, from 1.
    pub step: u8,
    /// When the next step begins.
    pub next_step_at: Option<Ms>,
    /// Where it is.
    pub state: RequestState,
    /// The named agent, while it waits for one.
    pub target: Option<Target>,
    /// Agents who must not get it.
    pub exclude: Vec<AgentId>,
    /// Agents kept away for a while.
    pub tried: Vec<Tried>,
    /// How many offers it had.
    pub attempts: u32,
    /// Where it comes from, if it is a transfer.
    pub transfer: Option<Origin>,
}

impl RequestFacts {
    /// Whether it waits or rings: steps and time to live run only then.
    pub(crate) const fn is_pending(&self) -> bool {
        matches!(self.state, RequestState::Waiting | RequestState::Offered(_))
    }

    /// Its place in a line; smaller is served first. Never changes while it waits, so nothing is ever re-sorted.
    pub(crate) fn key(&self, order: RequestOrder) -> Key {
        let (class, at) = match self.effective_order(order) {
            _ if self.priority >= TOP_PRIORITY => (0, self.enqueued_at.0),
            RequestOrder::Strict => (TOP_PRIORITY - self.priority, self.enqueued_at.0),
            RequestOrder::Ageing(worth) => (1, self.enqueued_at.0.saturating_sub(self.bonus(worth))),
        };
        Key { class, at: Ms(at), seq: self.seq }
    }

    /// Those who wait for one agent come from queues of different orders; among them it is always the strict one.
    const fn effective_order(&self, order: RequestOrder) -> RequestOrder {
        if self.target.is_some() { RequestOrder::Strict } else { order }
    }

    fn bonus(&self, worth: Span) -> i64 {
        i64::from(worth.0) * i64::from(self.priority)
    }

    /// Its place among the requests of all queues at `now`.
    ///
    /// An ageing request counts with the priority it has risen to, and with the time since it has held it. Inside
    /// one queue that is the order of [`Self::key`]: the priority it has risen to is the whole part of the same sum.
    pub(crate) fn rank(&self, order: RequestOrder, queue_place: u8, now: Ms) -> Rank {
        let (class, at) = match self.effective_order(order) {
            _ if self.priority >= TOP_PRIORITY => (0, self.enqueued_at.0),
            RequestOrder::Strict => (TOP_PRIORITY - self.priority, self.enqueued_at.0),
            RequestOrder::Ageing(worth) => self.risen(worth, now),
        };
        let (tier, queue_place) = match (self.target.is_some(), class) {
            (true, _) => (0, 0),
            (false, 0) => (1, 0),
            (false, _) => (2, queue_place),
        };
        Rank { tier, queue_place, class, at: Ms(at), seq: self.seq }
    }

    fn risen(&self, worth: Span, now: Ms) -> (u8, i64) {
        let step = i64::from(worth.0).max(1);
        let static_key = self.enqueued_at.0.saturating_sub(self.bonus(worth));
        let risen = (now.0.saturating_sub(static_key) / step).clamp(1, 10);
        let since = static_key.saturating_add(risen.saturating_mul(step));
        (TOP_PRIORITY - u8::try_from(risen).unwrap_or(1), since)
    }
}

/// Place in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    class: u8,
    at: Ms,
    seq: u64,
}

/// Place among all waiting requests: named ones, then top priority, then queue rank, priority, time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    tier: u8,
    queue_place: u8,
    class: u8,
    at: Ms,
    seq: u64,
}
