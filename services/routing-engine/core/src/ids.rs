//! Identifiers and time. Ids are given by the shell; time is an integer handed in with each command.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::ops::Add;

use serde::{Deserialize, Serialize};

macro_rules! uuid_ids {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u128);
    )*};
}

uuid_ids! {
    /// An agent.
    AgentId
    /// A queue.
    QueueId
    /// A media routing domain.
    MrdId
    /// A routing attribute (skill).
    AttributeId
    /// A request for an agent; it keeps this id over every attempt.
    RequestId
    /// A conversation.
    ConversationId
    /// A not-ready, logout or decline reason that a tenant configured.
    ReasonId
}

/// One attempt to give a request to an agent. Allocated by the shard from its own sequence, so a larger id is a
/// later attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaskId(pub u64);

/// An instant: milliseconds of a clock that only the shell reads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ms(pub i64);

/// A length of time in milliseconds, at most some 49 days.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Span(pub u32);

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// A span of whole seconds; saturates.
    pub const fn seconds(seconds: u32) -> Self {
        Self(seconds.saturating_mul(1_000))
    }
}

impl Add<Span> for Ms {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(i64::from(span.0)))
    }
}

impl Ms {
    /// The end of the year 9999. No clock of a shard goes further, so that adding a span to it never saturates.
    pub const LATEST: Self = Self(253_402_300_799_999);

    /// The time from `earlier` to `self`, none if it is negative, at most what a [`Span`] holds.
    pub fn since(self, earlier: Self) -> Span {
        let distance = self.0.saturating_sub(earlier.0).max(0);
        Span(u32::try_from(distance).unwrap_or(u32::MAX))
    }
}

/// Look-up table by id. Never iterated: its order would depend on the hash.
pub(crate) type IdMap<K, V> = HashMap<K, V, BuildHasherDefault<IdHasher>>;

/// A table by id that is also walked in the order of the ids.
#[derive(Clone, Debug)]
pub(crate) struct Ordered<K, V> {
    by_id: IdMap<K, V>,
    in_order: BTreeMap<K, V>,
}

impl<K, V> Default for Ordered<K, V> {
    fn default() -> Self {
        Self { by_id: IdMap::default(), in_order: BTreeMap::new() }
    }
}

impl<K: Copy + Ord + Hash, V: Copy> Ordered<K, V> {
    pub(crate) fn get(&self, id: &K) -> Option<&V> {
        self.by_id.get(id)
    }

    pub(crate) fn contains_key(&self, id: &K) -> bool {
        self.by_id.contains_key(id)
    }

    pub(crate) fn insert(&mut self, id: K, value: V) {
        self.by_id.insert(id, value);
        self.in_order.insert(id, value);
    }

    pub(crate) fn remove(&mut self, id: &K) {
        self.by_id.remove(id);
        self.in_order.remove(id);
    }

    pub(crate) fn values(&self) -> impl Iterator<Item = &V> {
        self.in_order.values()
    }
}

/// Multiplicative hash with a fixed seed. Ids are made by our own services, so it needs speed, not secrecy.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl IdHasher {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for IdHasher {
    fn finish(&self) -> u64 {
        // The table takes its position from the low bits, a product is best in the high ones.
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.mix(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, word: u64) {
        self.mix(word);
    }

    fn write_u128(&mut self, word: u128) {
        let low = word & u128::from(u64::MAX);
        self.mix(u64::try_from(low).unwrap_or_default());
        self.mix(u64::try_from(word >> 64).unwrap_or_default());
    }
}
