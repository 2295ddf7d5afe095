//! Requests for an agent, and the order among them.

use serde::{Deserialize, Serialize};

use crate::cells::Pace;
use crate::config::{ClassPace, RequestOrder};
use crate::event::none_skipped;
use crate::ids::{AgentId, ConversationId, Ms, QueueId, RequestId, Span, TaskId};
use crate::order::RequestRank;
use crate::rare::Rare;
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

/// Facts of one request. Hundreds of thousands may wait: what few of them have lies elsewhere.
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
    /// The steps it passed over, bit *k*−1 for step *k*.
    #[serde(default, skip_serializing_if = "none_skipped")]
    pub skipped: u16,
    /// Where it is.
    pub state: RequestState,
    /// The named agent, while it waits for one.
    pub target: Option<Box<Target>>,
    /// Agents who must not get it.
    pub exclude: Rare<AgentId>,
    /// Agents kept away for a while.
    pub tried: Rare<Tried>,
    /// How many offers it had.
    pub attempts: u16,
    /// Where it comes from, if it is a transfer.
    pub transfer: Option<Box<Origin>>,
}

impl RequestFacts {
    /// The named agent, while it waits for one.
    pub fn target(&self) -> Option<Target> {
        self.target.as_deref().copied()
    }

    /// Where it comes from, if it is a transfer.
    pub fn transfer(&self) -> Option<Origin> {
        self.transfer.as_deref().copied()
    }

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

    /// Its place among the requests of all queues at `now`: what its key is worth there, and a named agent's before all.
    pub(crate) fn rank(&self, order: RequestOrder, pace: &Pace, queue_place: u8, now: Ms) -> RequestRank {
        let key = self.key(order);
        match self.target {
            Some(_) => RequestRank { tier: 0, queue: 0, ..key.rank(&Pace::Strict, 0, now) },
            None => key.rank(pace, queue_place, now),
        }
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
    /// The place among the requests of all queues at `now` of one that names nobody.
    ///
    /// An ageing request counts with the priority it has risen to, and with the time since it has held it. Inside
    /// one queue that is the order of the keys: the priority it has risen to is the whole part of the same sum.
    /// Due dates and priorities with a pace of their own know only time: they count as priority 1 since the instant that their waiting is
    /// worth, so that a due date of no length is first come, first served.
    pub(crate) fn rank(self, pace: &Pace, queue_place: u8, now: Ms) -> RequestRank {
        if self.class == 0 {
            return RequestRank { tier: 1, queue: 0, class: 0, at: self.at, seq: self.seq };
        }
        let (class, at) = match pace {
            Pace::Strict => (self.class, self.at.0),
            Pace::Ageing(worth) => self.risen(*worth, now),
            Pace::Classes(paces) => (LOWEST, now.0.saturating_sub(self.counted(paces, now))),
            Pace::DueDate(goal) => (LOWEST, (self.at + *goal).0),
        };
        RequestRank { tier: 2, queue: queue_place, class, at: Ms(at), seq: self.seq }
    }

    fn risen(self, worth: Span, now: Ms) -> (u8, i64) {
        let step = i64::from(worth.0).max(1);
        let risen = (now.0.saturating_sub(self.at.0) / step).clamp(1, 10);
        let since = self.at.0.saturating_add(risen.saturating_mul(step));
        (TOP_PRIORITY - u8::try_from(risen).unwrap_or(1), since)
    }

    /// How long it counts as having waited.
    fn counted(self, paces: &[ClassPace; 10], now: Ms) -> i64 {
        let pace = paces.get(usize::from(LOWEST.saturating_sub(self.class)));
        pace.map_or(0, |pace| pace.counts(now.0.saturating_sub(self.at.0)))
    }

    /// All places of one class, as a range of a bucket.
    pub(crate) const fn of_class(class: u8) -> std::ops::RangeInclusive<(Self, Slot)> {
        let first = Self { class, at: Ms(i64::MIN), seq: 0 };
        let last = Self { class, at: Ms(i64::MAX), seq: u64::MAX };
        (first, Slot::MIN)..=(last, Slot::MAX)
    }
}
