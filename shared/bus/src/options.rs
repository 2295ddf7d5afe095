//! How the bus of a process is set up: on files of its own, or on servers.

use std::sync::Arc;
use std::time::Duration;

use db::Db;
use ids::Clock;

/// Events live for a week at most.
const KEEP: Duration = Duration::from_hours(7 * 24);
/// Events of one publisher that may wait: an hour of a busy installation, a few gigabytes at most.
const BACKLOG: u64 = 1_000_000;

/// Where a service's store is, by the service's package name.
pub type Locate = Arc<dyn Fn(&str) -> Db + Send + Sync>;

/// What carries the events of a process.
#[derive(Clone)]
pub enum Backing {
    /// The publishers' outboxes themselves, read in place: one machine, no server.
    Embedded(Options),
    /// A broker for what must arrive and a cache server for hints: several machines.
    Broker(Broker),
}

/// Settings of the embedded bus.
#[derive(Clone)]
pub struct Options {
    /// Where a service's store is read; the bus never writes there.
    pub locate: Locate,
    /// The bus's own store: which groups there are.
    pub registry: Db,
    /// How long events are kept for a group that does not come for them.
    pub keep: Duration,
    /// Events of one publisher that may wait before new work is refused.
    pub backlog: u64,
    /// Time of day.
    pub clock: Clock,
    /// Trouble on purpose, for tests.
    pub chaos: Option<u64>,
}

/// Settings of the bus on servers.
#[derive(Clone)]
pub struct Broker {
    /// Where the outbox of a publishing service is: its relay has connections of its own, so that it never waits for the service's.
    pub locate: Locate,
    /// `amqp://user:password@host/vhost`; secret, never logged.
    pub amqp: String,
    /// `redis://:password@host`; secret, never logged.
    pub hints: String,
    /// Parts a source's events are divided into by key. Fixed when the installation is made.
    pub partitions: u16,
    /// First word of every name on the servers, so that installations may share them.
    pub prefix: String,
    /// How long the queues of a group are kept that no process consumes.
    pub keep: Duration,
    /// Events of one publisher that may wait before new work is refused.
    pub backlog: u64,
    /// Time of day.
    pub clock: Clock,
    /// Trouble on purpose, for tests.
    pub chaos: Option<u64>,
}

impl Options {
    /// The usual settings on those stores.
    pub fn new(locate: Locate, registry: Db, clock: Clock) -> Self {
        Self { locate, registry, keep: KEEP, backlog: BACKLOG, clock, chaos: None }
    }
}

impl Broker {
    /// The usual settings on those servers.
    pub fn new(amqp: impl Into<String>, hints: impl Into<String>, locate: Locate, clock: Clock) -> Self {
        let (amqp, hints) = (amqp.into(), hints.into());
        Self { locate, amqp, hints, partitions: 16, prefix: "switchboard".to_owned(), keep: KEEP, backlog: BACKLOG, clock, chaos: None }
    }
}

impl From<Options> for Backing {
    fn from(options: Options) -> Self {
        Self::Embedded(options)
    }
}

impl From<Broker> for Backing {
    fn from(broker: Broker) -> Self {
        Self::Broker(broker)
    }
}
