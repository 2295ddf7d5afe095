//! What the shell asks, and what it is answered.

use serde::{Deserialize, Serialize};

use crate::agent::Reason;
use crate::config::ConfigChange;
use crate::ids::{AgentId, ConversationId, MrdId, Ms, QueueId, ReasonId, RequestId, Span, TaskId};
use crate::request::{Direction, Fallback};
use crate::task::CloseReason;

/// Time to live of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ttl {
    /// It waits for ever.
    Never,
    /// Until an instant.
    At(Ms),
    /// For a while from now.
    In(Span),
}

/// A named agent for a new request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedAgent {
    /// The agent.
    pub agent: AgentId,
    /// How long to wait for that agent; zero is "only if there is room now".
    pub window: Span,
    /// What happens then. [`Fallback::ReturnToSender`] is for transfers only.
    pub fallback: Fallback,
}

/// A new request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enqueue {
    /// Its id, new.
    pub request: RequestId,
    /// The conversation.
    pub conversation: ConversationId,
    /// The queue.
    pub queue: QueueId,
    /// 1..=10.
    pub priority: u8,
    /// Time to live.
    pub ttl: Ttl,
    /// What it is for.
    pub direction: Direction,
    /// A named agent to try first.
    pub target: Option<NamedAgent>,
    /// Agents who must not get it.
    pub exclude: Vec<AgentId>,
}

/// Where a transfer goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransferTo {
    /// To whoever the queue finds.
    Queue(QueueId),
    /// To one agent, who has this long to have room for it.
    Agent {
        /// The agent.
        agent: AgentId,
        /// How long to wait for room.
        window: Span,
    },
}

/// An agent hands a task to somebody else, and keeps it until it is accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The sender's task.
    pub task: TaskId,
    /// The sender.
    pub agent: AgentId,
    /// Id of the transfer's own request, new.
    pub request: RequestId,
    /// Where it goes.
    pub to: TransferTo,
    /// 1..=10.
    pub priority: u8,
    /// Time to live.
    pub ttl: Ttl,
}

/// What [`Command::Cancel`] withdraws.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Withdraw {
    /// One request.
    Request(RequestId),
    /// Everything of a conversation that waits or rings.
    Conversation(ConversationId),
}

/// How long wrap-up lasts after an agent leaves a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WrapUp {
    /// As the queue says.
    Queue,
    /// As the channel says; zero is none.
    Channel(Span),
}

/// What an agent may say of wrap-up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum WrapUpAnswer {
    /// A code was chosen.
    Applied,
    /// No code.
    Skipped,
}

/// State of a desk's connection as the shell sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Link {
    /// Connected.
    Up,
    /// Lost.
    Down,
}

/// What the shell asks of the shard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Command {
    /// A conversation needs an agent.
    Enqueue(Enqueue),
    /// What waits or rings is withdrawn.
    Cancel {
        /// What.
        what: Withdraw,
        /// Why.
        reason: CloseReason,
    },
    /// The agent takes the offer.
    Accept {
        /// The offer.
        task: TaskId,
        /// The agent.
        agent: AgentId,
    },
    /// The agent does not take the offer.
    Decline {
        /// The offer.
        task: TaskId,
        /// The agent.
        agent: AgentId,
        /// The tenant's reason.
        reason: Option<ReasonId>,
    },
    /// Time has passed.
    Tick,
    /// The agent leaves the conversation.
    CloseMedia {
        /// The task.
        task: TaskId,
        /// Its agent.
        agent: AgentId,
        /// Why; [`CloseReason::Reroute`] queues the request again at top priority.
        reason: CloseReason,
        /// How long wrap-up lasts.
        wrap_up: WrapUp,
    },
    /// Wrap-up gets more time.
    ExtendWrapUp {
        /// The task.
        task: TaskId,
        /// Its agent.
        agent: AgentId,
        /// How much.
        by: Span,
    },
    /// Wrap-up is over.
    WrapUpDone {
        /// The task.
        task: TaskId,
        /// Its agent.
        agent: AgentId,
        /// How.
        outcome: WrapUpAnswer,
    },
    /// An agent hands a task over.
    Transfer(Transfer),
    /// An agent asks for advice or for a third party. The agent keeps the task, whatever becomes of it; when the agent leaves first, it ends.
    Invite {
        /// Who asks, and whom.
        invitation: Transfer,
        /// [`Direction::Consult`] or [`Direction::DirectConference`].
        direction: Direction,
    },
    /// A consultation becomes a transfer (the asking agent leaves) or a conference.
    Convert {
        /// The asking agent's task.
        task: TaskId,
        /// The asking agent.
        agent: AgentId,
        /// The consulted agent's task.
        consult: TaskId,
        /// [`Direction::ConsultTransfer`] or [`Direction::ConsultConference`].
        direction: Direction,
    },
    /// Somebody enters a conversation in which an agent works, without an offer. Takes a slot where the domain is the agent's, but asks for none.
    Join {
        /// Id of the request that stands for it, new.
        request: RequestId,
        /// Who.
        agent: AgentId,
        /// The conversation.
        conversation: ConversationId,
        /// [`Direction::SilentMonitor`], [`Direction::Whisper`] or [`Direction::BargeIn`].
        direction: Direction,
    },
    /// An agent fetches a request from a queue whose requests are fetched.
    Fetch {
        /// The request.
        request: RequestId,
        /// The agent.
        agent: AgentId,
    },
    /// A waiting request gets another priority.
    Prioritise {
        /// The request.
        request: RequestId,
        /// 1..=10.
        priority: u8,
    },
    /// A waiting request moves to another queue of its domain.
    Move {
        /// The request.
        request: RequestId,
        /// The queue.
        queue: QueueId,
    },
    /// A desk signs in, or takes the session over from another desk of the same agent.
    Login {
        /// The agent.
        agent: AgentId,
        /// Epoch of the session; each sign-in has a larger one.
        session: u64,
    },
    /// The agent leaves; open work is routed again.
    Logout {
        /// The agent.
        agent: AgentId,
        /// Why.
        reason: Option<Reason>,
    },
    /// The global switch.
    AgentGlobal {
        /// The agent.
        agent: AgentId,
        /// READY or `NOT_READY`.
        ready: bool,
        /// Why not ready.
        reason: Option<Reason>,
    },
    /// The switch of one media routing domain.
    AgentMrd {
        /// The agent.
        agent: AgentId,
        /// The domain.
        mrd: MrdId,
        /// READY or `NOT_READY`.
        ready: bool,
        /// Why not ready.
        reason: Option<Reason>,
    },
    /// The desk's connection came or went.
    Presence {
        /// The agent.
        agent: AgentId,
        /// Epoch of the session that says so.
        session: u64,
        /// What happened.
        link: Link,
    },
    /// The engine restarted: nobody's presence is known, and nobody gets work until it is. Given at the instant of the
    /// last event, before anything overdue fires: else offers would ring at desks that were not there.
    Recovered {
        /// The present: graces run from here.
        now: Ms,
    },
    /// The configuration changes.
    Config {
        /// Must be the current version + 1.
        version: u64,
        /// The change.
        change: ConfigChange,
    },
    /// Everything that waits in the queue is closed.
    Flush {
        /// The queue.
        queue: QueueId,
    },
}

/// What the shell is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub enum Answer {
    /// Done; the events say what.
    Done,
    /// It was so already; no event.
    Unchanged,
    /// A new request rings at once.
    Offered(TaskId),
    /// A new request waits.
    Waiting,
    /// A new request was closed at once.
    Closed(CloseReason),
    /// Refused; the command itself caused no event.
    Refused {
        /// For programs.
        code: Refusal,
        /// For people.
        text: &'static str,
    },
}

macro_rules! refusals {
    ($($name:ident $text:literal)*) => {
        /// Why a command was refused.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub enum Refusal {
            $(#[doc = $text] $name,)*
        }

        impl Refusal {
            /// One sentence for people.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }
        }
    };
}

refusals! {
    UnknownQueue "no such queue"
    UnknownAgent "no such agent"
    UnknownMrd "the agent does not have this media routing domain"
    UnknownTask "no such task"
    UnknownRequest "no such request"
    DuplicateRequest "a request of this id exists"
    AlreadyWaiting "the conversation already waits in this queue for the same purpose"
    BadPriority "priority must be 1 to 10"
    Expired "the time to live has passed"
    NoSender "only a transfer can return to its sender"
    OfferGone "the offer is gone"
    NotYours "the task belongs to another agent"
    NotActive "the task is not active"
    NotInWrapUp "the task is not in wrap-up"
    AlreadyTransferring "the task is being transferred already"
    AlreadyThere "the target already takes part in the conversation"
    AlreadyAssigned "the request is assigned, close its task instead"
    NotAConsultation "the other task is no consultation in this conversation"
    NobodyThere "no agent works in the conversation"
    NotFetched "the queue offers its requests, they are not fetched"
    NotWaiting "the request does not wait"
    NotQualified "the agent does not qualify for the queue"
    BadDirection "the direction is not one of those this command knows"
    NotLoggedIn "the agent is not logged in"
    NotReady "the agent is not ready"
    StaleSession "a newer session of the agent exists"
    BadReason "this is not a reason a caller may give"
    WrongVersion "the configuration has moved on"
    UnknownReference "the change refers to something that does not exist"
    InUse "it is in use"
    OverflowLoop "the overflow comes back to the queue it started from"
    OtherDomain "overflow goes to a queue of another media routing domain"
    LastStep "the last step has no condition: there is nothing behind it"
    OutOfLimits "a value or a size is out of limits"
}
