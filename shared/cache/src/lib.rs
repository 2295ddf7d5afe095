//! Caches that lose nothing when they are lost: bounded, with expiry, in this process or on Redis for all replicas.
//!
//! Both are the same [`Cache`] to their user, and both may forget at any time: what is not there is read from its owner. What replicas count
//! together ([`Rate`]) is counted by each for itself while the server is away.

mod rate;
mod shared;

use std::fmt::Display;
use std::hash::Hash;
use std::sync::Arc;
use std::time::Duration;

use moka::future::Cache as Moka;
use serde::Serialize;
use serde::de::DeserializeOwned;

pub use self::rate::Rate;
use self::shared::Shared;
pub use self::shared::{BadAddress, Server};

/// A bounded map of values that can be read again from their owner.
pub struct Cache<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static>(Backing<K, V>);

enum Backing<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> {
    Here(Moka<K, V>),
    /// Behind a trait object, so that caches in this process need no values that can be written down.
    Shared(Arc<dyn Remote<K, V>>),
}

/// A cache elsewhere, for keys and values that can be written down.
trait Remote<K, V>: Send + Sync {
    fn get<'a>(&'a self, key: &'a K) -> Pending<'a, Option<V>>;
    fn put<'a>(&'a self, key: &'a K, value: &'a V) -> Pending<'a, ()>;
    fn forget<'a>(&'a self, key: &'a K) -> Pending<'a, ()>;
}

type Pending<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Clone for Cache<K, V> {
    fn clone(&self) -> Self {
        Self(match &self.0 {
            Backing::Here(map) => Backing::Here(map.clone()),
            Backing::Shared(shared) => Backing::Shared(shared.clone()),
        })
    }
}

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> std::fmt::Debug for Cache<K, V> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.0 {
            Backing::Here(_) => "Cache(here)",
            Backing::Shared(_) => "Cache(shared)",
        })
    }
}

impl<K: Hash + Eq + Send + Sync + 'static, V: Clone + Send + Sync + 'static> Cache<K, V> {
    /// In this process: at most `capacity` entries, each for at most `life` since it was put.
    pub fn new(capacity: u64, life: Duration) -> Self {
        Self(Backing::Here(Moka::builder().max_capacity(capacity).time_to_live(life).build()))
    }

    /// On a server, for every process that uses the same `name`: each entry for at most `life` since it was put; the server bounds the
    /// number. A server that is away is an empty cache.
    pub fn shared(server: &Server, name: &str, life: Duration) -> Self
    where
        K: Display,
        V: Serialize + DeserializeOwned,
    {
        Self(Backing::Shared(Arc::new(Shared::new(server, name, life))))
    }

    /// The value, if it is here.
    pub async fn get(&self, key: &K) -> Option<V> {
        match &self.0 {
            Backing::Here(map) => map.get(key).await,
            Backing::Shared(shared) => shared.get(key).await,
        }
    }

    /// Puts a value.
    pub async fn put(&self, key: K, value: V) {
        match &self.0 {
            Backing::Here(map) => map.insert(key, value).await,
            Backing::Shared(shared) => shared.put(&key, &value).await,
        }
    }

    /// Forgets a value.
    pub async fn forget(&self, key: &K) {
        match &self.0 {
            Backing::Here(map) => map.invalidate(key).await,
            Backing::Shared(shared) => shared.forget(key).await,
        }
    }
}
