//! The decision core of the routing engine: who gets which customer, and when.
//!
//! One [`Shard`] holds the agents, queues, requests and tasks of one tenant. [`Shard::step`] takes a [`Command`] and
//! the time and emits [`Event`]s; [`Shard::apply`] folds events into the state. Everything else — the clock, the
//! store, the bus, the sockets — is a shell around these two functions and lives elsewhere.
//!
//! # Why pure
//!
//! A routing engine is judged by what it does in situations nobody can stage twice: two agents free in the same
//! millisecond, a process killed between an offer and its answer, an edit of a queue while forty people wait in it.
//! So the core has no clock, no randomness, no input or output, no floating point, and never walks a hash map; hash
//! maps are for look-up alone. The same commands give the same bytes on every machine. That one property pays for
//! recovery (replay the log), for audits (replay it and look), for simulation (drive the real code with a made-up
//! clock), and for tests: thousands of random histories, compared with a naive engine that tries every pair.
//!
//! Deadlines are facts with an absolute instant. `step` first fires everything that is due, each at its own instant,
//! and only then looks at the command. Hence an answer that arrives late can never overtake the end of its offer,
//! whether or not a timer was late, and a restart fires what is overdue and moves nothing else.
//!
//! # A clock that leaps
//!
//! A machine that slept, or a clock that was set, may hand in a time years ahead. Every deadline that was set still fires at its own
//! instant and in order, so steps and times to live end where they would have. But an offer that lapses is followed by another, and ten
//! years have millions of these. So a step that has passed a thousand deadlines is a leap: from there on, whatever *begins* in it —
//! offers, cool-offs, wrap-up, a fresh time to live — begins at the instant the step was given, where there is somebody again who could
//! answer. Each deadline that was set before then fires at most once, and the step ends. The count depends on the state and the command
//! alone, and the ends of all lengths of time are in the events, so the same log gives the same shard. A clock that runs back counts as
//! standing still; one past the year 9999 as that year's end.
//!
//! # Decide and apply
//!
//! A command may set off a chain: an agent leaves, two tasks are routed again, one is offered, which suspends a
//! domain of the agent who got it. Each event is applied as it is emitted, so the next decision of the chain sees it.
//! Yet the events alone rebuild the state: `apply` is the only code that writes to the shard, it asks nobody and
//! cannot fail, and whatever it cannot derive is in the event. A refusal is an answer without an event. It changes
//! nothing, so there is nothing to store but the answer itself, which the shell keeps for retries.
//!
//! # The log is the fence
//!
//! Two processes may both believe they own a shard. The core does not know and need not: the shell appends events at
//! the next index of the shard's log *before* anybody sees them, and the second writer of an index fails and throws
//! its shard away. Nothing here may therefore have an effect outside the returned events, and nothing does.
//!
//! # Facts and names
//!
//! The state names of the desk (READY, RESERVED, ACTIVE, BUSY, `PENDING_NOT_READY`, INTERRUPTED …) are not stored. What
//! is stored are switches and counters; the name is derived when somebody asks, so no transition table can disagree
//! with the number of tasks. Interruption is derived too: a domain is suspended while the agent has work elsewhere.
//!
//! A request keeps its id, its time of entry, its time to live and its step over every attempt. Each attempt is a
//! task with an id of its own, taken from the shard's sequence; one attempt, one row in a report.
//!
//! # Finding the pair
//!
//! Storing an entry per agent and queue costs a tree operation in every queue whenever an agent's state changes.
//! Instead agents are grouped by *eligibility profile*: the list of queues, with the steps of each, they qualify for.
//! Profiles are few, since skills are given to teams. An idle agent is listed once, in its profile; a request looks
//! at the first agent of each profile of its queue; a free agent looks at the first request of each step of its
//! queues. Work that names an agent waits with that agent and is looked at before any queue. The order of requests
//! in a queue never changes while they wait, even where priority rises with time: see the key of a request.
//!
//! After every command no agent with room is left beside a request it may have. Only what changed is looked at:
//! [`EventKind`] by [`EventKind`], the shard notes whom an event can have given a chance, and the matcher offers the
//! first request that has a candidate to its best candidate until there is none.
//!
//! # What is not here
//!
//! Parsing of expressions, and scoring of candidates from outside.

mod agent;
mod cells;
mod check;
mod command;
mod condition;
mod config;
mod estimate;
mod event;
mod explain;
mod expr;
mod ids;
mod order;
mod profiles;
mod rare;
mod request;
mod shard;
mod slab;
mod sorted;
mod task;
mod timers;

pub use agent::{AgentFacts, AgentView, GlobalState, MrdFacts, MrdState, MrdView, Presence, Reason};
pub use check::{Finding, Reach, Rules, Severity, Trouble};
pub use command::{Answer, Command, Enqueue, Link, NamedAgent, Refusal, Transfer, TransferTo, Ttl, Withdraw, WrapUp, WrapUpAnswer};
pub use condition::{Condition, Figure};
pub use config::{
    AfterRona, AgentConfig, AttributeConfig, AttributeKind, BUDGET, ClassPace, ConfigChange, MAX_ORDER_BY, MAX_STEPS, MAX_TASKS, MrdConfig,
    OnFull, OrderBy, QueueConfig, RequestOrder, Requeue, Settings, SkillOrder, Spread, Step, StepMode,
};
pub use estimate::{Estimate, Figures, Forecast, Quality, Truth};
pub use event::{CoolOff, EVENT_VERSION, Enqueued, Event, EventKind, OfferLapsed, Requeued};
pub use explain::{AgentCase, Decision, DomainFacts, Explanation, FailedStep, MAX_RIVALS, Obstacle, Rival};
pub use expr::{Expr, FailedTerm, Levels, MAX_DEPTH, MAX_TERMS, Op};
pub use ids::{AgentId, AttributeId, ConversationId, MrdId, Ms, QueueId, ReasonId, RequestId, Span, TaskId};
pub use order::{AgentRank, RequestRank};
pub use rare::Rare;
pub use request::{Direction, Fallback, Origin, RequestFacts, RequestState, TOP_PRIORITY, Target, Tried};
pub use shard::{QueueView, Shard, Snapshot, WaitingView};
pub use task::{CloseReason, TaskFacts, TaskState, WrapUpOutcome};
