//! Events between services: written with the change that caused them, delivered at least once, in order per key.
//!
//! # What a service sees
//!
//! * A [`Publisher`] writes events into the service's own store, in the transaction of the change ([`Publisher::publish`]).
//!   If the transaction commits, the events will be delivered; if not, they never were. There is no third case.
//! * A [`Group`] is a durable consumer: every event of its topics reaches its [`Handler`], one at a time per key and in order.
//!   Effects go through [`Delivery::tx`]: effect and "seen" mark commit together, so a redelivery changes nothing. An effect
//!   elsewhere (a call) must be idempotent by the event's id.
//! * A [`Subscription`] is a hint for every replica, lossy by contract: gateways and caches use it as a wake-up
//!   and read what they missed from the owner's log.
//!
//! # Two backings, one interface
//!
//! [`Backing`] says what carries the events: files ([`Options`]: one machine, nothing to install) or servers ([`Broker`]: several
//! machines; `broker.rs` tells how). Services see neither, and the conformance suite in `tests/` runs on both.
//!
//! # On files: logs and cursors, no broker
//!
//! The outbox *is* the log: it lies in the publisher's file and grows by `pos`. A group is a cursor over each source's outbox,
//! kept in the *consumer's* file, so that it can move in the effect's transaction. SQLite has one writer, so rows become
//! visible in the order of `pos` and reading `pos > cursor` skips nothing (on PostgreSQL it would: identities are
//! handed out before commits; there a relay deletes what the broker confirmed). Only this crate opens another service's file,
//! and only to read; a publisher prunes its own outbox once every registered group has passed.
//!
//! A batch is handled with keys side by side and each key in order. Two marks make that safe: the group's *cursor*, behind
//! which everything is done, and per key a mark of the last event whose effects committed, for a crash in the middle of a batch.
//!
//! # A key that fails
//!
//! Skipping one event and going on would re-order its key, so the *key* is held back instead: its later events wait
//! (in the outbox, or in the consumer's store where a broker has delivered them), everything else flows. A peer that is away is asked again for ever, with growing pauses; anything else five times, then
//! the key is parked until an operator replays or discards it ([`parking`]).
//!
//! # A group that is away for too long, and an outbox that is not emptied
//!
//! Events live for a week. Past that the outbox goes on being pruned, or the broker drops the queues, and the group that was away is told when
//! it is back: its handler builds anew what it keeps, or it goes on without and an operator sees to it ([`resync`]). When more events wait than the process is set to
//! keep, [`Publisher::admit`] refuses new work from outside (503, come again), while what follows from work that was let in goes on.

mod backlog;
mod broadcast;
mod broker;
mod bus;
mod chaos;
mod embedded;
mod event;
mod group;
mod hold;
mod options;
mod outbox;
pub mod parking;
pub mod resync;
mod schema;

pub use broadcast::{Hint, Subscription};
pub use bus::Bus;
pub use chaos::Chaos;
pub use event::{Envelope, Event};
pub use group::{Delivery, Group, Handler, Rebuilt};
pub use options::{Backing, Broker, Locate, Options};
pub use outbox::Publisher;
pub use schema::migrations;
