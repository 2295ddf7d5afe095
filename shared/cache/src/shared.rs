//! A cache on Redis: values as JSON under `<prefix>.cache.<name>.<key>`.

use std::fmt::Display;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig};
use redis::{Client, Cmd, RedisError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout};

use crate::{Pending, Remote};

/// How long a look-up may take before its value is read from the owner instead.
const ANSWER: Duration = Duration::from_millis(250);

/// A server that did not answer is not asked again for so long: else everybody would wait for it at every step.
const APART: Duration = Duration::from_secs(1);

/// An address that is none.
#[derive(Debug, thiserror::Error)]
#[error("the address of the cache server cannot be read")]
pub struct BadAddress(#[source] RedisError);

/// The server, shared by all caches of a process. Cheap to clone; connects when first used, and again by itself.
#[derive(Clone)]
pub struct Server {
    client: Client,
    connection: Arc<tokio::sync::OnceCell<ConnectionManager>>,
    prefix: String,
    /// Until when the server is not asked.
    apart_until: Arc<Mutex<Option<Instant>>>,
}

impl Server {
    /// `redis://…`, secret and never logged; every key begins with `prefix`. No I/O happens here.
    pub fn new(url: &str, prefix: &str) -> Result<Self, BadAddress> {
        let client = Client::open(url).map_err(BadAddress)?;
        Ok(Self { client, connection: Arc::default(), prefix: prefix.to_owned(), apart_until: Arc::default() })
    }

    /// A name on the server: what it is about, and whose.
    pub fn key(&self, name: &str, of: &str) -> String {
        format!("{}.{name}.{of}", self.prefix)
    }

    /// Runs a Lua script, atomically; none if the server does not do it in time. Whoever asks does without.
    pub async fn run(&self, script: &'static str, keys: &[String], arguments: &[i64]) -> Option<i64> {
        let mut command = redis::cmd("EVAL");
        command.arg(script).arg(keys.len()).arg(keys).arg(arguments);
        self.ask(&command).await
    }

    /// The server's answer; none if it has none in time. Whoever asks does without.
    async fn ask<T: redis::FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        if self.apart_until.lock().unwrap_or_else(PoisonError::into_inner).is_some_and(|until| Instant::now() < until) {
            return None;
        }
        let answer = self.try_ask(command).await;
        *self.apart_until.lock().unwrap_or_else(PoisonError::into_inner) = answer.is_none().then(|| Instant::now() + APART);
        answer
    }

    async fn try_ask<T: redis::FromRedisValue>(&self, command: &Cmd) -> Option<T> {
        let answer = async {
            let lazy = || async {
                let settings = ConnectionManagerConfig::new().set_connection_timeout(Some(ANSWER)).set_response_timeout(Some(ANSWER));
                self.client.get_connection_manager_lazy(settings)
            };
            let mut connection = self.connection.get_or_try_init(lazy).await?.clone();
            command.query_async::<T>(&mut connection).await
        };
        match timeout(ANSWER, answer).await {
            Ok(Ok(answer)) => Some(answer),
            Ok(Err(error)) => {
                tracing::debug!(%error, "the cache server did not do it");
                None
            }
            Err(_elapsed) => {
                tracing::debug!("the cache server did not answer in time");
                None
            }
        }
    }
}

/// One named cache on the server.
pub(crate) struct Shared<K, V> {
    server: Server,
    prefix: String,
    life: Duration,
    kinds: PhantomData<fn(K) -> V>,
}

impl<K, V> Shared<K, V> {
    pub(crate) fn new(server: &Server, name: &str, life: Duration) -> Self {
        let prefix = format!("{}.cache.{name}.", server.prefix);
        Self { server: server.clone(), prefix, life, kinds: PhantomData }
    }

    fn name(&self, key: &K) -> String
    where
        K: Display,
    {
        format!("{}{key}", self.prefix)
    }
}

impl<K: Display + Send + Sync, V: Serialize + DeserializeOwned + Send + Sync> Remote<K, V> for Shared<K, V> {
    fn get<'a>(&'a self, key: &'a K) -> Pending<'a, Option<V>> {
        Box::pin(async move {
            let bytes: Vec<u8> = self.server.ask::<Option<Vec<u8>>>(&Cmd::get(self.name(key))).await??;
            // What another version wrote may not be readable: then it is not there.
            serde_json::from_slice(&bytes).inspect_err(|error| tracing::debug!(%error, "a cached value cannot be read")).ok()
        })
    }

    fn put<'a>(&'a self, key: &'a K, value: &'a V) -> Pending<'a, ()> {
        Box::pin(async move {
            let Ok(bytes) = serde_json::to_vec(value) else {
                tracing::debug!("a value cannot be written down, so it is not cached");
                return;
            };
            let life = u64::try_from(self.life.as_millis()).unwrap_or(u64::MAX).max(1);
            let mut command = redis::cmd("SET");
            command.arg(self.name(key)).arg(bytes).arg("PX").arg(life);
            let _not_cached = self.server.ask::<()>(&command).await;
        })
    }

    fn forget<'a>(&'a self, key: &'a K) -> Pending<'a, ()> {
        Box::pin(async move {
            let _ends_by_itself = self.server.ask::<()>(&Cmd::del(self.name(key))).await;
        })
    }
}
