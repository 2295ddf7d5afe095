//! Requests for an agent, and the order among them.

use serde::{Deserialize, Serialize};

use crate::config::{ClassPace, RequestOrder};
use crate::ids::{AgentId, ConversationId, Ms, QueueId, RequestId, Span, TaskId};
use crate::order::RequestRank;
use crate::slab::Slot;

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
    /// A supervisor speaks to the agent alone.
    Whisper,
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

    /// Its place in a line; smaller is served first. Never changes while it waits, so nothing is ever re-sorted. Where every priority has
    /// a pace of its own it is the place among those of the same priority.
    pub(crate) fn key(&self, order: RequestOrder) -> Key {
        let (class, at) = match self.effective_order(order) {
            _ if self.priority >= TOP_PRIORITY => (0, self.enqueued_at.0),
            RequestOrder::Strict | RequestOrder::Classes(_) => (TOP_PRIORITY - self.priority, self.enqueued_at.0),
            RequestOrder::Ageing(worth) => (1, self.enqueued_at.0.saturating_sub(self.bonus(worth))),
            RequestOrder::DueDate(_) => (1, self.enqueued_at.0),
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
    /// Due dates and priorities with a pace of their own know only time: they count as priority 1 since the instant that their waiting is
    /// worth, so that a due date of no length is first come, first served.
    pub(crate) fn rank(&self, order: RequestOrder, queue_place: u8, now: Ms) -> RequestRank {
        let (class, at) = match self.effective_order(order) {
            _ if self.priority >= TOP_PRIORITY => (0, self.enqueued_at.0),
            RequestOrder::Strict => (TOP_PRIORITY - self.priority, self.enqueued_at.0),
            RequestOrder::Ageing(worth) => self.risen(worth, now),
            RequestOrder::Classes(paces) => (LOWEST, now.0.saturating_sub(self.counted(&paces, now))),
            RequestOrder::DueDate(goal) => (LOWEST, (self.enqueued_at + goal).0),
        };
        let (tier, queue) = match (self.target.is_some(), class) {
            (true, _) => (0, 0),
            (false, 0) => (1, 0),
            (false, _) => (2, queue_place),
        };
        RequestRank { tier, queue, class, at: Ms(at), seq: self.seq }
    }

    fn risen(&self, worth: Span, now: Ms) -> (u8, i64) {
        let step = i64::from(worth.0).max(1);
        let static_key = self.enqueued_at.0.saturating_sub(self.bonus(worth));
        let risen = (now.0.saturating_sub(static_key) / step).clamp(1, 10);
        let since = static_key.saturating_add(risen.saturating_mul(step));
        (TOP_PRIORITY - u8::try_from(risen).unwrap_or(1), since)
    }

    /// How long it counts as having waited.
    fn counted(&self, paces: &[ClassPace; 10], now: Ms) -> i64 {
        let pace = paces.get(usize::from(self.priority.saturating_sub(1)));
        pace.map_or(0, |pace| pace.counts(now.0.saturating_sub(self.enqueued_at.0)))
    }
}

/// The class of priority 1.
const LOWEST: u8 = TOP_PRIORITY - 1;

/// Place in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key {
    class: u8,
    at: Ms,
    seq: u64,
}

impl Key {
    /// All places of one class, as a range of a bucket.
    pub(crate) const fn of_class(class: u8) -> std::ops::RangeInclusive<(Self, Slot)> {
        let first = Self { class, at: Ms(i64::MIN), seq: 0 };
        let last = Self { class, at: Ms(i64::MAX), seq: u64::MAX };
        (first, Slot::MIN)..=(last, Slot::MAX)
    }
}
