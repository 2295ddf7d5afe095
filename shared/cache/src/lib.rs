//! Caches that lose nothing when they are lost: in process, bounded, with expiry. Redis joins behind the same type.

use std::hash::Hash;
use std::time::Duration;

use moka::future::Cache as Moka;

/// A bounded map of values that can be read again from their owner.
#[derive(Clone, Debug)]
pub struct Cache<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(Moka<K, V>);

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Cache<K, V> {
    /// At most `capacity` entries, each for at most `life` since it was put.
    pub fn new(capacity: u64, life: Duration) -> Self {
        Self(Moka::builder().max_capacity(capacity).time_to_live(life).build())
    }

    /// The value, if it is here.
    pub async fn get(&self, key: &K) -> Option<V> {
        self.0.get(key).await
    }

    /// Puts a value.
    pub async fn put(&self, key: K, value: V) {
        self.0.insert(key, value).await;
    }

    /// Forgets a value.
    pub async fn forget(&self, key: &K) {
        self.0.invalidate(key).await;
    }
}
